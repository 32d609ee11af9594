/** A part of something that was changed, as it was and as it is. */
export interface Part {
  name: string;
  before: string;
  after: string;
}

/** What the keys of a record's detail are called. */
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
  weights: '权重',
  code: '代码',
  class: '班级',
  department: '系部',
  status: '学籍状态',
  category: '学生类别',
  intake: '年级',
  date: '日期',
  channel: '方式',
  robot: '机器人',
  times: '时间',
  from: '从',
  to: '到',
  revision: '第几次填写',
  onTime: '按时',
  case: '跟进编号',
  receipt: '编号',
  key: '密钥',
  week: '周',
  departments: '系部数',
  filter: '范围',
  format: '格式',
  rows: '行数',
  owner: '谁导出的',
  export: '文件编号',
};

const WORDS: Record<string, string> = {
  return: '退回',
  confirm: '核实',
  clear: '无异常',
  reopen: '撤回处理',
  text: '复制名单',
  host: '门户消息',
  robot: '群机器人',
  true: '是',
  false: '否',
};

/** What a key is called. */
export function nameOf(key: string): string {
  return NAMES[key] ?? key;
}

/** What was changed, part by part; nothing where a record tells of no change. What is new was nothing before. */
export function partsOf(before: unknown, after: unknown): Part[] {
  const [old, fresh] = [before, after].map((side) => (isObject(side) ? side : {})) as [Facts, Facts];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].map((key) => {
    return { name: nameOf(key), before: cut(valueInWords(old[key])), after: cut(valueInWords(fresh[key])) };
  });
}

const LONGEST = 2000;

/** A page of the trail is to be read; the record itself has it all. */
function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

type Facts = Record<string, unknown>;

function isObject(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null;
}

/** A value as a person reads it: a form by its questions, a condition by its title, a rule by its facts; — for nothing. */
export function valueInWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  if (Array.isArray(value)) return value.map(valueInWords).join('；') || '—';
  if (!isObject(value)) return WORDS[String(value)] ?? String(value);
  if (isObject(value.properties)) return Object.entries(value.properties).map(titleOf).join('、');
  if (typeof value.title === 'string') return value.title;
  const facts = Object.entries(value).map(([key, part]) => `${nameOf(key)} ${valueInWords(part)}`);
  return facts.join('，') || '—';
}

function titleOf([name, question]: [string, unknown]): string {
  return isObject(question) && typeof question.title === 'string' ? question.title : name;
}
