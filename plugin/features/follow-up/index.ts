export { enterFollowUp } from './enter';
export { findingsAbout } from './findings';
export { type FollowUpOfDay, followUpsOfDay } from './of-day';
export { SEALED as FOLLOW_UP_SEALED } from './sealed';
