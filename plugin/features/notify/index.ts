export type { Fate } from './answer-rules';
export { createNotify, type Notify } from './create-notify';
export type { SendMessage, Sent } from './host-messages';
export { SEALED as NOTIFY_SEALED } from './sealed';
