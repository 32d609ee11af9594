export { countOpenRequests } from './read-model';
export { sendRequest } from './send';
export { SendLimit } from './send-limit';
