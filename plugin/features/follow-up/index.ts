export { followUpsOfDay } from './of-day';
