export { confirmWeek } from './confirm';
