import type { CivilDate } from '../../kernel/civil-date';
import type { Schema } from '../../kernel/validation';

const DATE = { type: 'string', format: 'date' } as const;
const CODE = { type: 'string', minLength: 1, maxLength: 64 } as const;

const EXEMPT_RULE = {
  type: 'object',
  title: '不打卡的条件',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    class: { ...CODE, title: '班级' },
    department: { ...CODE, title: '系部' },
    status: { enum: ['在读', '休学', '退学'], title: '学籍状态' },
    category: { ...CODE, title: '学生类别' },
    intake: {
      title: '年级（如 2018、2018级、18级）',
      oneOf: [
        { type: 'integer', minimum: 1990, maximum: 2100 },
        { type: 'string', pattern: '^(\\d{4}|\\d{2})级?$' },
      ],
    },
  },
} as const;

const FLAG_CODE = '^[a-z][a-z0-9_]{0,31}$';

const FLAG = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'when'],
  properties: {
    code: { type: 'string', pattern: FLAG_CODE },
    title: { type: 'string', minLength: 1, maxLength: 40 },
    when: { type: 'object' },
  },
} as const;

const WEIGHT = { type: 'number', minimum: 0, maximum: 1000, multipleOf: 0.01 } as const;

/** What the weekly assessment weighs, and what each part is called. */
export const ASSESSED_PARTS = {
  completion: '完成率',
  fullCoverage: '全员覆盖',
  briefsOnTime: '日报按时',
  reviewsInTime: '24 小时内审核',
} as const;
export type AssessedPart = keyof typeof ASSESSED_PARTS;

/** What each part weighs; one that is not named weighs nothing. */
export type Weights = Partial<Record<AssessedPart, number>>;

/** The campaign file (contract, 6). */
export const CAMPAIGN_FILE = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'title', 'startsOn', 'endsOn', 'instructions'],
  properties: {
    $schema: { type: 'string' },
    code: { type: 'string', title: '活动代码', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' },
    title: { type: 'string', title: '活动名称', minLength: 1, maxLength: 60, pattern: '\\S' },
    startsOn: { ...DATE, title: '开始日期' },
    endsOn: { ...DATE, title: '结束日期' },
    trialUntil: { oneOf: [DATE, { type: 'null' }], title: '试运行截止日期' },
    instructions: { type: 'string', title: '打卡说明', maxLength: 4000 },
    exclude: { type: 'array', title: '不打卡的人', maxItems: 500, items: EXEMPT_RULE, default: [] },
    followUp: { type: 'array', title: '线下跟进的班级', maxItems: 500, uniqueItems: true, items: CODE, default: [] },
    form: { type: 'object', title: '表单' },
    flags: {
      title: '待审核的条件',
      oneOf: [
        { type: 'array', maxItems: 50, items: FLAG },
        {
          type: 'object',
          maxProperties: 50,
          propertyNames: { pattern: FLAG_CODE },
          additionalProperties: { type: 'object' },
        },
      ],
    },
    briefDueAt: { type: 'string', title: '日报截止时间', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', default: '10:00' },
    assessment: {
      type: 'object',
      title: '考核',
      additionalProperties: false,
      properties: {
        weights: {
          type: 'object',
          title: '权重',
          additionalProperties: false,
          properties: Object.fromEntries(
            Object.entries(ASSESSED_PARTS).map(([part, title]) => [part, { ...WEIGHT, title }]),
          ),
        },
      },
    },
    retentionDays: { type: 'integer', title: '保存天数', minimum: 1, maximum: 3650, default: 180 },
    reason: { type: 'string', title: '变更原因', maxLength: 500 },
    approval: { type: 'string', title: '批准文号', maxLength: 200 },
  },
} as const;

/** Who need not report: every key given must match (contract, 6). */
export interface ExemptRule {
  class?: string;
  department?: string;
  status?: string;
  category?: string;
  intake?: number;
}

/** A condition on the answers that sends a report to review. */
export interface Flag {
  code: string;
  /** In Chinese, as a reader sees it. */
  title: string;
  /** A JSON Schema that the answers fulfil. */
  when: Schema;
}

/** A campaign file that was checked and put into one form. */
export interface CampaignFile {
  code: string;
  title: string;
  startsOn: CivilDate;
  endsOn: CivilDate;
  trialUntil: CivilDate | null;
  instructions: string;
  exclude: ExemptRule[];
  followUp: string[];
  form: Schema;
  flags: Flag[];
  briefDueAt: string;
  assessment: { weights?: Weights };
  retentionDays: number;
  reason: string | undefined;
  approval: string | undefined;
}

/** Who is exempt, from a day until the next audience's day. */
export interface Audience {
  fromDay: CivilDate;
  exclude: ExemptRule[];
  followUp: string[];
}

/** What is asked and what raises a flag, from a day until the next version's day. */
export interface FormVersion {
  version: number;
  fromDay: CivilDate;
  form: Schema;
  flags: Flag[];
}

/** A campaign with everything that it ever asked of anybody; versions are in the order of their days. */
export interface Campaign {
  id: number;
  code: string;
  title: string;
  startsOn: CivilDate;
  endsOn: CivilDate;
  trialUntil: CivilDate | null;
  instructions: string;
  briefDueAt: string;
  assessment: { weights?: Weights };
  retentionDays: number;
  /** In milliseconds; every change makes it larger, so that it tells two states of a campaign apart. */
  updatedAt: number;
  audiences: Audience[];
  forms: FormVersion[];
}

export type CampaignState = 'planned' | 'trial' | 'running' | 'ended';

/** The one row that tells of changes of any campaign. */
export const EPOCH_ID = 1;
