export { type Actor, COMMAND_LINE, recordAudit, SYSTEM } from './record-audit';
