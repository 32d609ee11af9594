export { exportJobs } from './jobs';
export { filesFromBefore } from './read-model';
export { SEALED as EXPORT_SEALED } from './sealed';
export { expire } from './store';
