import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { type ExportBox, exportBox, queryText, type StaffAsked, staffFrame } from '../review';
import { whatOf } from '../statistics';
import { listExports } from './read-model';
import type { Export, ExportFilter, ExportState, Format } from './schema';
import { downloadUrl } from './show';
import { filterWords } from './words';

/** A form that could not be taken, to be shown again with what is wrong. */
export interface Typed {
  fields: Readonly<Record<string, string | undefined>>;
  problem: Problem;
}

type PageAsked = StaffAsked & { cursor?: string; now: number; settings: Settings };

const PAGE_SIZE = 20;
/** The page looks again after so many seconds while a file is being made, where it has no script. */
const REFRESH_SECONDS = 3;

/** 导出: my files of a campaign, the latest first. */
export async function exportsPage(db: Db, asked: PageAsked, typed?: Typed) {
  const { caller, campaign, now, cursor, settings } = asked;
  const frame = await staffFrame(db, asked, 'exports');
  const mine = { ownerNo: caller.personNo, campaignId: campaign.id, now };
  const page = await listExports(db, mine, { limit: PAGE_SIZE, cursor });
  const here = `${frame.base}/exports`;
  const items = page.items.map((one) => showItem(one, settings, here));
  return {
    frame,
    here,
    items,
    refresh: items.some(({ pending }) => pending) ? REFRESH_SECONDS : undefined,
    exporting: newBox(asked, typed),
    first: cursor ? here : undefined,
    next: page.nextCursor ? here + queryText({ cursor: page.nextCursor }) : undefined,
  };
}

const FORMATS: Record<Format, string> = { xlsx: 'Excel', csv: 'CSV' };

const STATES: Record<ExportState, { word: string; tone: string }> = {
  queued: { word: '排队中', tone: 'plain' },
  running: { word: '正在生成', tone: 'wait' },
  ready: { word: '可以下载', tone: 'good' },
  failed: { word: '没有成功', tone: 'bad' },
  expired: { word: '已过期', tone: 'plain' },
};

function showItem(one: Export, settings: Settings, here: string) {
  const { id, state, format, rowsDone, rowsTotal, people, size, reason, createdAt, expiresAt, owner } = one;
  return {
    id,
    what: filterWords(one.filter),
    format: FORMATS[format],
    badge: STATES[state],
    pending: state === 'queued' || state === 'running',
    ready: state === 'ready',
    expired: state === 'expired',
    reason: state === 'failed' ? reason : undefined,
    facts: factsOf({ rows: state === 'ready' || state === 'expired' ? rowsDone : undefined, people, size }),
    progress: progressOf(rowsDone, rowsTotal),
    owner: owner.name,
    createdAt,
    expiresAt,
    url: downloadUrl(settings, one),
    action: `${here}/${id}`,
  };
}

/** What was made, in a few words: 1,300 行 · 650 人 · 48 KB */
function factsOf({ rows, people, size }: { rows: number | undefined; people: number | null; size: number | null }) {
  if (rows === undefined || people === null || size === null) return undefined;
  return [`${inThousands(rows)} 行`, `${inThousands(people)} 人`, showSize(size)].join(' · ');
}

/** How far a file is; nothing before its rows were counted. */
function progressOf(done: number, total: number | null) {
  if (!total) return undefined;
  return { done, total, words: `${inThousands(done)} / ${inThousands(total)} 行` };
}

function inThousands(count: number): string {
  return count.toLocaleString('en-US');
}

function showSize(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return megabytes >= 1 ? `${megabytes.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

const CHOICES = ['reported', 'unreported', 'due', 'never', 'exempt', undefined] as const;

/** The box of a new export: as it was typed where that could not be taken, otherwise of who has reported today. */
function newBox(asked: PageAsked, typed: Typed | undefined) {
  const { state = 'reported', from, to, format: _, _csrf, ...rest } = typed?.fields ?? {};
  const choices = CHOICES.map((choice) => {
    const value = choice ?? '';
    return { value, word: wordOf(choice), chosen: value === state };
  });
  const box: ExportBox | undefined = exportBox(asked, { filter: named(rest), from: lastDay(asked), choices });
  if (!box) return undefined;
  const error = typed && [
    typed.problem.details.errors?.map(({ message }) => message).join('；'),
    typed.problem.message,
  ];
  const days = { from: from ?? box.from, to: to ?? box.to };
  return {
    ...box,
    ...days,
    error: error?.find(Boolean),
    open: typed !== undefined,
    label: '新的导出…',
    limits: limitsOf(rest),
  };
}

function wordOf(state: ExportFilter['state']): string {
  return whatOf({ state })[0] ?? '';
}

const NAMED = ['class', 'department', 'status', 'q'] as const;

/** The filters that a refused form came with from its list; they stay, and are said. */
function named(fields: Typed['fields']): Record<string, string | undefined> {
  return Object.fromEntries(NAMED.map((name) => [name, fields[name]]));
}

function limitsOf(fields: Typed['fields']): string | undefined {
  const given = NAMED.flatMap((name) => fields[name] || []);
  return given.length > 0 ? given.join(' · ') : undefined;
}

function lastDay({ campaign, today }: StaffAsked): CivilDate {
  return today < campaign.endsOn ? today : campaign.endsOn;
}
