import { invalid, Problem } from '../../kernel/problem';
import { type ReportStatus, STATUS_WORDS } from '../report';
import type { Decide, Decision, Review } from './schema';

/** From which states each decision leads to which (contract, "A report's life"). */
const TRANSITIONS: Record<Decision, Partial<Record<ReportStatus, ReportStatus>>> = {
  return: { normal: 'returned', pending: 'returned', confirmed: 'returned', cleared: 'returned' },
  confirm: { pending: 'confirmed' },
  clear: { pending: 'cleared' },
  reopen: { confirmed: 'pending', cleared: 'pending' },
};

export const DECISION_WORDS: Record<Decision, string> = {
  return: '退回',
  confirm: '核实',
  clear: '无异常',
  reopen: '撤回处理',
};

/** What is often wrong, ready to be sent back with. */
export const REASONS: readonly string[] = [
  '请重新测量体温后填写',
  '请写明症状何时开始、是否就医',
  '请写明到过的地点和时间',
  '所在位置与实际不符，请核对',
  '填写有误，请重新填写',
];

/** Refuses to send a report back without a word of why. */
export function demandNote({ decision, note }: Decide): void {
  if (decision === 'return' && !note?.trim())
    throw invalid([{ pointer: '/note', message: '退回时请写明原因，学生会看到' }]);
}

/** What a decision makes of a report; a returned one that nobody has refilled goes back to what it was. Throws 409. */
export function nextStatus(decision: Decision, status: ReportStatus, lastReview: Review | undefined): ReportStatus {
  const next = TRANSITIONS[decision][status];
  if (next) return next;
  if (decision === 'reopen' && status === 'returned' && lastReview) return lastReview.fromStatus as ReportStatus;
  throw new Problem('decision-conflict', {
    detail: `这份反馈现在是“${STATUS_WORDS[status]}”，不能再“${DECISION_WORDS[decision]}”`,
  });
}
