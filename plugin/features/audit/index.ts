export { type Action, type Actor, COMMAND_LINE, recordAudit } from './record-audit';
