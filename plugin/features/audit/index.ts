export { LOOK_KINDS, type Look, listLooks } from './looks';
export { type Actor, COMMAND_LINE, recordAudit, SYSTEM } from './record-audit';
