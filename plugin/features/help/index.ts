export { countOpenRequests } from './read-model';
export { SEALED as HELP_SEALED } from './sealed';
export { sendRequest } from './send';
export { SendLimit } from './send-limit';
