export { admitService } from './admit-service';

export { asEntry } from './entry-page';
export { findCaller } from './find-caller';
export { createHostKeys } from './keys';
export { deleteExpiredHandoffs } from './store';
export { keepAccount, SEALED as YIBAN_SEALED } from './yiban/accounts';
export { createYibanLetters } from './yiban/letters';
export { readYibanRequest } from './yiban/request';
