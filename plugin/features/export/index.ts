export { exportJobs } from './jobs';
