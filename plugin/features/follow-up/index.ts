export { type FollowUpOfDay, followUpsOfDay } from './of-day';
