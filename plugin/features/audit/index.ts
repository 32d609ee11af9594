export { type Actor, COMMAND_LINE, recordAudit } from './record-audit';
