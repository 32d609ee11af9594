export { admitService } from './admit-service';
export { ENTRIES } from './entries';
export { asEntry } from './entry-page';
export { findCaller } from './find-caller';
export { createHostKeys, type HostKeys } from './keys';
export { deleteExpiredHandoffs } from './store';
