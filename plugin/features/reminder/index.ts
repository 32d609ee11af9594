export { hourJob } from './hour-job';
