import type { CivilDate } from '../../kernel/civil-date';
import type { Shape } from '../../kernel/schema-type';
import { DAY_STATUSES } from '../report';
import { type PeopleFilter, STATES } from '../statistics';

const DATE = { type: 'string', format: 'date' } as const;
const CODE = { type: 'string', minLength: 1, maxLength: 64 } as const;

export const FORMATS = ['xlsx', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The body that asks for a file: a list with its filters, over some days. */
export const EXPORT_REQUEST = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to', 'format'],
  properties: {
    from: { ...DATE, title: '开始日期' },
    to: { ...DATE, title: '结束日期' },
    state: { enum: [...STATES, 'due'], title: '情况', description: 'everybody if left out' },
    class: { ...CODE, title: '班级' },
    department: { ...CODE, title: '系部' },
    status: { enum: DAY_STATUSES, title: '状态' },
    q: { type: 'string', title: '姓名或学号', maxLength: 64, description: 'a part of the name or number' },
    format: { enum: FORMATS, title: '格式' },
  },
} as const;

export type ExportRequest = Shape<typeof EXPORT_REQUEST>;

/** Which rows: of each day from a day to a day, both included, the people that the filter leaves. */
export type ExportFilter = Omit<PeopleFilter, 'date'> & { from: CivilDate; to: CivilDate };

export const EXPORT_STATES = ['queued', 'running', 'ready', 'failed', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** An export as it is kept. Instants are milliseconds. */
export interface Export {
  id: string;
  owner: { personNo: string; name: string };
  campaignId: number;
  filter: ExportFilter;
  format: Format;
  state: ExportState;
  rowsDone: number;
  /** Not known before the rows were counted. */
  rowsTotal: number | null;
  /** How many people the file is about. */
  people: number | null;
  /** Bytes. */
  size: number | null;
  /** Why it failed, in words. */
  reason: string | null;
  createdAt: number;
  expiresAt: number | null;
  /** The record of the trail that holds whom the finished file is about. */
  auditId: string | null;
}

/** An export as its owner sees it. */
export const EXPORT = {
  type: 'object',
  required: ['id', 'state', 'rowsDone', 'rowsTotal', 'downloadUrl', 'expiresAt'],
  properties: {
    id: { type: 'string' },
    state: { enum: EXPORT_STATES },
    format: { enum: FORMATS },
    rowsDone: { type: 'integer', minimum: 0 },
    rowsTotal: { type: ['integer', 'null'], minimum: 0, description: 'null until the rows were counted' },
    size: { type: ['integer', 'null'], description: 'bytes' },
    reason: { type: ['string', 'null'], description: 'why it failed, in Chinese' },
    createdAt: { type: 'string', format: 'date-time' },
    downloadUrl: { type: ['string', 'null'], description: 'works without a session; null unless the file is ready' },
    expiresAt: { type: ['string', 'null'], format: 'date-time' },
  },
} as const;
