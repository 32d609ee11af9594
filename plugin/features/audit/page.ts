import { type CivilDate, instantOf, isCivilDate } from '../../kernel/civil-date';
import { invalid } from '../../kernel/problem';
import type { AuditFilter, AuditRecord } from './read-model';
import { ACTIONS } from './record-audit';

/** What a reader asks the trail for: days in the school's time zone. */
export interface AuditQuery {
  actor?: string;
  action?: string;
  subject?: string;
  from?: CivilDate;
  to?: CivilDate;
  cursor?: string;
}

/** The days of a query as instants: from the first midnight to the midnight after the last day. */
export function toFilter({ actor, action, subject, from, to }: AuditQuery, timeZone: string): AuditFilter {
  return {
    actor: actor?.trim() || undefined,
    action: action || undefined,
    subject: subject?.trim() || undefined,
    from: midnight('from', from, timeZone),
    until: to ? (midnight('to', to, timeZone) ?? 0) + DAY : undefined,
  };
}

const DAY = 86_400_000;

function midnight(name: string, date: string | undefined, timeZone: string): number | undefined {
  if (!date) return undefined;
  if (!isCivilDate(date)) throw invalid([{ pointer: `/${name}`, message: '日期应当是真实的日期，如 2021-01-18' }]);
  return instantOf(date, '00:00', timeZone);
}

/** A record in words. */
export function describeRecord({ action, detail, people, ...record }: AuditRecord) {
  return { ...record, people, word: ACTIONS[action as keyof typeof ACTIONS] ?? action, lines: describeDetail(detail) };
}

/** What else a record says, a line a fact. Lists are shown item by item. */
function describeDetail(detail: Record<string, unknown>): string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '') return [];
    if (Array.isArray(value)) return value.map(String);
    return [`${NAMES[name] ?? name}：${describeValue(value)}`];
  });
}

/** A value in words; how many were added, changed and so on as a list. */
function describeValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return WORDS[String(value)] ?? String(value);
  return Object.entries(value)
    .map(
      ([name, part]) =>
        `${NAMES[name] ?? name} ${shorten(typeof part === 'object' ? JSON.stringify(part) : String(part))}`,
    )
    .join('，');
}

const WORDS: Record<string, string> = {
  return: '退回',
  confirm: '核实',
  clear: '无异常',
  reopen: '撤回处理',
  text: '复制名单',
  true: '是',
  false: '否',
};

const LONGEST = 120;

/** A whole form would bury the other facts; the record has it all. */
function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const NAMES: Record<string, string> = {
  added: '新增',
  changed: '变更',
  unchanged: '不变',
  left: '离开',
  decision: '处理',
  effective: '生效日期',
  students: '学生',
  staff: '教职工',
  reason: '原因',
  approval: '批准文号',
  before: '变更前',
  after: '变更后',
  title: '名称',
  startsOn: '开始日期',
  endsOn: '结束日期',
  trialUntil: '试运行截止',
  instructions: '打卡说明',
  briefDueAt: '日报截止时间',
  retentionDays: '保存天数',
  exclude: '不打卡的人',
  followUp: '线下跟进的班级',
  form: '表单',
  flags: '待审核的条件',
  assessment: '考核',
  code: '代码',
  date: '日期',
  class: '班级',
  department: '系部',
  channel: '方式',
  from: '从',
  to: '到',
  revision: '第几次填写',
  onTime: '按时',
  case: '跟进编号',
  filter: '范围',
  format: '格式',
  rows: '行数',
  owner: '谁导出的',
  export: '文件编号',
  receipt: '编号',
  week: '周',
  departments: '系部数',
};

/** The actions to choose from. */
export function actionOptions(chosen: string | undefined) {
  return Object.entries(ACTIONS).map(([value, label]) => ({ value, label, selected: value === chosen }));
}
