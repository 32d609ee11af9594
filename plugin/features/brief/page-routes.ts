import { csvReply } from '../../kernel/csv-table';
import type { Database } from '../../kernel/database';
import { type Operation, type ReadContext, type Reply, reads, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { type CampaignMemory, dateFrom } from '../campaign';
import { queryText } from '../review';
import type { Robots } from '../robot';
import type { FiguresMemory } from '../statistics';
import { briefsOfDay } from './briefs-of-day';
import { type BriefsQuery, briefsPage } from './page-briefs';
import { briefsCsv } from './page-csv';
import { keyOfDoubts, type Typed } from './page-department';
import { cleanRemark, demandDay, doubtsAbout } from './rules';
import { LONGEST_REMARK } from './schema';
import { submitBrief } from './submit';

interface Parts {
  vault: Vault;
  settings: Settings;
  database: Database;
  robots: Robots;
  figures: FiguresMemory;
  campaigns: CampaignMemory;
}

const PATH = '/staff/c/:code/briefs';
const COMMON = { kind: 'page', path: PATH } as const;
const DATE = { type: 'string', format: 'date' } as const;
const DEPARTMENT = { type: 'string', maxLength: 64 } as const;

const FIELDS = {
  type: 'object',
  required: ['date', 'department'],
  properties: {
    date: { type: 'string' },
    department: DEPARTMENT,
    remark: { type: 'string' },
    /** What the question was about that was answered with yes. */
    seen: { type: 'string' },
  },
} as const;

interface Fields {
  date: string;
  department: string;
  remark?: string;
  seen?: string;
}

/** 日报: how the departments stand on a day, and reporting it by form. */
export function briefPages(parts: Parts): Operation[] {
  const { timeZone } = parts.settings;
  return [
    writes({
      ...COMMON,
      id: 'showBriefs',
      method: 'get',
      summary: '日报: yesterday, or another day, of my departments; text to paste, reporting, changes since',
      query: { type: 'object', properties: { date: DATE, department: DEPARTMENT } },
      answers: { 200: { description: 'a page' } },
      async handle({ tx, params, query, caller, today, now }) {
        if (caller.scopes.length === 0) return { view: 'staff/none', model: { noScope: true } };
        const campaign = await parts.campaigns.get(tx, params.code ?? '');
        const model = await briefsPage(tx, parts, { caller, campaign, today, now, query, timeZone });
        return { view: 'staff/briefs', model };
      },
    }),
    writes({
      ...COMMON,
      id: 'exportBriefs',
      method: 'get',
      path: `${PATH}.csv`,
      summary: 'The briefs of a day, of my departments, as comma separated values',
      query: { type: 'object', required: ['date'], properties: { date: DATE } },
      answers: { 200: { description: 'a department a row' } },
      async handle({ tx, params, query, caller, now }) {
        const campaign = await parts.campaigns.get(tx, params.code ?? '');
        const date = dateFrom(query.date);
        const briefs = await briefsOfDay(tx, parts, { caller, campaign, date });
        const detail = { date, rows: briefs.length };
        await recordAudit(tx, { actor: caller, action: 'brief.export', at: now, campaign: campaign.code, detail });
        return csvReply(briefsCsv(briefs, date, timeZone), { name: `日报 ${date}`, plain: `briefs-${date}` });
      },
    }),
    reads({
      ...COMMON,
      id: 'sendBrief',
      method: 'post',
      summary: "Reports a department's day by form; what looks unfinished is asked about first",
      body: FIELDS,
      answers: {
        303: { description: 'back to the page' },
        409: { description: 'the page, with why it could not be reported' },
        422: { description: 'the page, with the question or what is wrong' },
      },
      handle: (context) => sendBrief(parts, context),
    }),
  ];
}

/** The form as it was typed comes back where it cannot be taken, or not yet. */
async function sendBrief(parts: Parts, context: ReadContext): Promise<Reply> {
  const { vault, settings, database, robots } = parts;
  const { caller, now, today, params } = context;
  const { date: day, department, remark: given = '', seen = '' } = context.body as Fields;
  const [date, remark] = [dateFrom(day), cleanRemark(given)];
  const back = (typed: Typed, status: number) => showAgain(parts, context, { date, department }, typed, status);
  if ([...remark].length > LONGEST_REMARK)
    return back({ remark, wrong: `备注最多 ${LONGEST_REMARK} 个字，现在有 ${[...remark].length} 个` }, 422);
  const doubts = await doubtsNow(parts, context, { date, department });
  if (doubts !== '' && doubts !== seen) return back({ remark, asks: true }, 422);
  const asked = { caller, campaign: params.code ?? '', date, department, remark, now, today };
  try {
    await database.transaction((tx) => submitBrief(tx, { vault, timeZone: settings.timeZone, robots }, asked));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
    return back({ remark, refused: error.details.detail ?? error.title }, 409);
  }
  const path = `${settings.basePath}/staff/c/${encodeURIComponent(params.code ?? '')}/briefs`;
  return { redirect: path + queryText({ date, department }) };
}

/** What there is to be asked about; nothing where the day cannot be reported anyway. */
async function doubtsNow(
  parts: Parts,
  { db, params, caller }: ReadContext,
  { date, department }: Required<BriefsQuery>,
) {
  const campaign = await parts.campaigns.get(db, params.code ?? '');
  demandDay(campaign, date);
  const briefs = await briefsOfDay(db, parts, { caller, campaign, date });
  const brief = briefs.find((each) => each.department.code === department);
  return brief && !brief.submitted ? keyOfDoubts(doubtsAbout(brief.standing)) : '';
}

async function showAgain(
  parts: Parts,
  { params, caller, today, now }: ReadContext,
  query: BriefsQuery,
  typed: Typed,
  status: number,
): Promise<Reply> {
  const { timeZone } = parts.settings;
  return parts.database.transaction(async (tx) => {
    const campaign = await parts.campaigns.get(tx, params.code ?? '');
    const model = await briefsPage(tx, parts, { caller, campaign, today, now, query, timeZone }, typed);
    return { status, view: 'staff/briefs', model };
  });
}
