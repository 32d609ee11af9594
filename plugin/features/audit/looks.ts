import { isCivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Page } from '../../kernel/paging';
import { type AuditRecord, listAudit } from './read-model';
import type { Action } from './record-audit';

/** What kind of look somebody took, and what it is called. */
export const LOOK_KINDS = {
  detail: '详情',
  list: '名单',
  export: '导出',
  review: '审核',
  contact: '电话',
  care: '跟进',
  help: '求助',
} as const;
export type LookKind = keyof typeof LOOK_KINDS;

/** What of the trail is a look at somebody's data, as that person reads it. */
const LOOKS: Partial<Record<Action, { kind: LookKind; words: string }>> = {
  'report.read': { kind: 'detail', words: '看了填报内容' },
  'report.history': { kind: 'detail', words: '看了填报和处理记录' },
  'contact.read': { kind: 'contact', words: '看了联系电话' },
  'review.decide': { kind: 'review', words: '处理了反馈' },
  'follow-up.enter': { kind: 'care', words: '在线下跟进里登记了情况' },
  'follow-up.read': { kind: 'care', words: '看了线下跟进的记录' },
  'case.open': { kind: 'care', words: '开始了异常跟进' },
  'case.read': { kind: 'care', words: '看了异常跟进的记录' },
  'case.write': { kind: 'care', words: '写了异常跟进的记录' },
  'case.close': { kind: 'care', words: '结束了异常跟进' },
  'case.reopen': { kind: 'care', words: '重新开始了异常跟进' },
  'case.export': { kind: 'export', words: '导出了异常跟进的记录' },
  'call.log': { kind: 'contact', words: '登记了电话联系' },
  'call.read': { kind: 'contact', words: '看了电话联系的记录' },
  'export.create': { kind: 'export', words: '导出了含有填报内容的文件' },
  'export.download': { kind: 'export', words: '下载了导出的文件' },
  'help.read': { kind: 'help', words: '看了发给帮助台的求助' },
};

/** One look at somebody's data. Whoever else was seen with it is nobody's business but their number. */
export interface Look {
  /** Milliseconds. */
  at: number;
  by: { name: string; duty: string };
  kind: LookKind;
  words: string;
  /** The campaign's code. */
  campaign: string | null;
  /** The day that was looked at, where it is one. */
  date: string | null;
  /** How many people were seen at once. */
  people: number;
}

/** Who has looked at somebody's data, the latest first. */
export async function listLooks(
  db: Db,
  personNo: string,
  paging: { limit: number; cursor?: string },
): Promise<Page<Look>> {
  const page = await listAudit(db, { subject: personNo, actions: Object.keys(LOOKS) }, paging);
  return { ...page, items: page.items.map(toLook) };
}

function toLook({ at, actorName: name, actorDuty: duty, action, campaign, people, detail }: AuditRecord): Look {
  const { kind, words } = LOOKS[action as Action] ?? { kind: 'detail', words: '' };
  const isList = action === 'report.read' && people > 1;
  return {
    at,
    by: { name, duty },
    ...(isList ? { kind: 'list', words: '在名单里看到填报内容' } : { kind, words }),
    campaign,
    date: isCivilDate(detail.date) ? detail.date : null,
    people,
  };
}
