export { hourJob } from './hour-job';
export { settleJob } from './settle-job';
