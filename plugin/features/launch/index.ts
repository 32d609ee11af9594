export { admitService } from './admit-service';

export { asEntry } from './entry-page';
export { findCaller } from './find-caller';
export { createHostKeys } from './keys';
export { deleteExpiredHandoffs } from './store';
export { readYibanRequest } from './yiban/request';
