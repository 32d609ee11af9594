export { admitService } from './admit-service';

export { asEntry } from './entry-page';
export { findCaller } from './find-caller';
export { createHostKeys } from './keys';
export { SEALED as LAUNCH_SEALED } from './sealed';
export { deleteExpiredHandoffs } from './store';
export { keepAccount } from './yiban/accounts';
export { createYibanLetters } from './yiban/letters';
export { readYibanRequest } from './yiban/request';
