import { batches } from '../../kernel/batches';
import type { Tx } from '../../kernel/database';
import { createTimeId } from '../../kernel/time-id';

/** Who did something: a person with the duties of that day, or the command line. */
export interface Actor {
  personNo: string;
  name: string;
  scopes?: readonly { duty: string }[];
}

/** Whoever has the server's command line. */
export const COMMAND_LINE: Actor = { personNo: '-', name: '命令行' };

/** What is done once its time has come, without anybody asking. */
export const SYSTEM: Actor = { personNo: '-', name: '自动任务' };

/** Everything that leaves a record, and what it is called. */
export const ACTIONS = {
  'report.read': '查看健康情况',
  'report.history': '查看反馈历史',
  'contact.read': '查看联系电话',
  'review.decide': '处理反馈',
  'follow-up.enter': '填写线下跟进',
  'follow-up.read': '查看线下跟进',
  'case.open': '开始异常跟进',
  'case.read': '查看异常跟进',
  'case.write': '记录异常跟进',
  'case.close': '结束异常跟进',
  'case.reopen': '重新异常跟进',
  'case.export': '导出异常跟进',
  'follow-up.export': '导出线下跟进',
  'brief.export': '导出日报',
  'roster.import': '导入名单',
  'roster.name': '核对姓名',
  'roster.rename': '导入时改名',
  'campaign.apply': '变更活动',
  'reminder.send': '提醒未反馈的学生',
  'robot.set': '设置群机器人',
  'robot.remove': '移除群机器人',
  'robot.test': '测试群机器人',
  'reminder.hours': '设置定时提醒',
  'call.log': '登记电话联系',
  'call.read': '查看电话联系记录',
  'brief.submit': '上报日报',
  'brief.summary': '把全校日报发到群里',
  'export.create': '导出文件',
  'export.download': '下载导出的文件',
  'help.read': '查看求助',
  'help.settle': '处理求助',
  'assessment.confirm': '确认周考核',
  'assessment.object': '对周考核提出异议',
  'assessment.answer': '答复考核异议',
  'assessment.export': '导出周考核',
  'keys.rotate': '更换数据密钥',
  'privacy.erase': '删除到期的数据',
} as const;
export type Action = keyof typeof ACTIONS;

interface Entry {
  actor: Actor;
  action: Action;
  /** Milliseconds. */
  at: number;
  /** The campaign's code. */
  campaign?: string;
  /** The people whom it is about. */
  subjects?: readonly string[];
  /** How many people, where they are not listed one by one. */
  people?: number;
  /** The record whose people this one is about as well. */
  about?: string;
  /** What else is to be known; never what anybody answered. */
  detail?: Record<string, unknown>;
}

const LONGEST_DUTY = 64;

/**
 * Leaves the record beside the action, in its transaction: who, what, when, how many people (contract, 3). Answers its id.
 * Whoever sees health details of many people has looked at each of them: they are listed one by one.
 */
export async function recordAudit(tx: Tx, entry: Entry): Promise<string> {
  const id = createTimeId(entry.at);
  const subjects = [...new Set(entry.subjects ?? [])];
  await tx('checkin_audit').insert({
    id,
    at: entry.at,
    actor_no: entry.actor.personNo,
    actor_name: entry.actor.name,
    actor_duty: dutiesOf(entry.actor),
    action: entry.action,
    campaign_code: entry.campaign ?? null,
    people: entry.people ?? subjects.length,
    about: entry.about ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
  });
  for (const batch of batches(subjects))
    await tx('checkin_audit_subject').insert(batch.map((person_no) => ({ audit_id: id, person_no })));
  return id;
}

/** The duties that somebody has on the day; nothing for whoever has none. */
function dutiesOf({ scopes = [] }: Actor): string {
  return [...new Set(scopes.map(({ duty }) => duty))].join('、').slice(0, LONGEST_DUTY);
}
