export { demandDataKeys } from './data-keys';
export { eraseCommand } from './erase-command';
export { erasingJob } from './job';
export { rotateCommand } from './rotate-command';
export { MissingKey } from './rotate-keys';
