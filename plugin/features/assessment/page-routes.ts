import { csvReply } from '../../kernel/csv-table';
import type { Database } from '../../kernel/database';
import { type Operation, type ReadContext, type Reply, reads, type WriteContext, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { compileSchema, demand } from '../../kernel/validation';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { getCampaign } from '../campaign';
import { queryText } from '../review';
import { assess, rowsFor, type WeekAsked } from './assess';
import { confirmWeek } from './confirm';
import { answerObjection, objectTo } from './object';
import { ANSWER, OBJECTION } from './objection-schema';
import { CHART, type ChartQuery, drawChart } from './page-chart';
import { rankingCsv } from './page-csv';
import { DONE, type Typed, type WeekQuery, weekPage } from './page-week';
import { idFrom, weekFrom } from './rules';

interface Parts {
  vault: Vault;
  settings: Settings;
  database: Database;
}

const PATH = '/staff/c/:code/assessments';
const COMMON = { kind: 'page' } as const;
const TEXT = { type: 'string' } as const;
const SENT = {
  303: { description: 'back to the week' },
  409: { description: 'the page, with why it could not be done' },
  422: { description: 'the page, with what is wrong' },
} as const;

const FIELDS = {
  type: 'object',
  properties: { week: TEXT, mark: TEXT, department: TEXT, id: TEXT, text: TEXT },
} as const;

interface Fields {
  week?: string;
  mark?: string;
  department?: string;
  id?: string;
  text?: string;
}

/** 周考核: the ranking of a week, its export, and confirming, objecting and answering by form. */
export function assessmentPages(parts: Parts): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showAssessment',
      method: 'get',
      path: PATH,
      summary: '周考核: how the departments of my scope rank in a week, and why',
      query: { type: 'object', properties: { week: { type: 'string', maxLength: 16 }, done: { enum: DONE } } },
      answers: { 200: { description: 'a page' } },
      async handle(context) {
        if (context.caller.scopes.length === 0) return { view: 'staff/none', model: { noScope: true } };
        return show(parts, context, context.query);
      },
    }),
    reads({
      ...COMMON,
      id: 'drawAssessment',
      method: 'get',
      path: `${PATH}/chart.svg`,
      summary: 'Draws what its address says: a column a day, as high as the share of those who are missing',
      query: CHART,
      answers: { 200: { description: 'a picture' } },
      async handle({ query }) {
        return { text: drawChart(query as ChartQuery), type: 'image/svg+xml; charset=utf-8' };
      },
    }),
    writes({
      ...COMMON,
      id: 'exportAssessment',
      method: 'get',
      path: `${PATH}/ranking.csv`,
      summary: 'The ranking of a week as comma separated values',
      query: { type: 'object', required: ['week'], properties: { week: { type: 'string', maxLength: 16 } } },
      answers: { 200: { description: 'the departments of my scope, the best first' } },
      handle: (context) => exportRanking(parts, context, context.query.week),
    }),
    reads({
      ...COMMON,
      id: 'sendConfirmation',
      method: 'post',
      path: `${PATH}/confirmation`,
      summary: 'Confirms a week by form',
      body: FIELDS,
      answers: SENT,
      handle: (context) => send(parts, context, 'confirm'),
    }),
    reads({
      ...COMMON,
      id: 'sendObjection',
      method: 'post',
      path: `${PATH}/objections`,
      summary: 'Objects to a week by form',
      body: FIELDS,
      answers: SENT,
      handle: (context) => send(parts, context, 'object'),
    }),
    reads({
      ...COMMON,
      id: 'sendAnswer',
      method: 'post',
      path: `${PATH}/answers`,
      summary: 'Answers an objection by form',
      body: FIELDS,
      answers: SENT,
      handle: (context) => send(parts, context, 'answer'),
    }),
  ];
}

async function show(
  { vault, settings }: Parts,
  { tx, params, caller, today, now }: Pick<WriteContext, 'tx' | 'params' | 'caller' | 'today' | 'now'>,
  query: WeekQuery,
  typed?: Typed,
): Promise<Reply> {
  const campaign = await getCampaign(tx, params.code ?? '');
  const asked = { caller, campaign, today, now, query, timeZone: settings.timeZone };
  return { view: 'staff/assessment', model: await weekPage(tx, vault, asked, typed) };
}

async function exportRanking({ settings }: Parts, context: WriteContext, text: string): Promise<Reply> {
  const { tx, params, caller, now, today } = context;
  const [week, campaign] = [weekFrom(text), await getCampaign(tx, params.code ?? '')];
  const assessment = await assess(tx, { campaign, week, now, today, timeZone: settings.timeZone });
  const rows = rowsFor(caller, assessment);
  const detail = { week, rows: rows.length };
  await recordAudit(tx, { actor: caller, action: 'assessment.export', at: now, campaign: campaign.code, detail });
  return csvReply(rankingCsv({ ...assessment, rows }), { name: `周考核 ${week}`, plain: `assessment-${week}` });
}

const checkObjection = compileSchema(OBJECTION);
const checkAnswer = compileSchema(ANSWER);

type Request = WeekAsked & { caller: ReadContext['caller'] };
type Command = (parts: Parts, request: Request, fields: Fields) => (tx: WriteContext['tx']) => Promise<unknown>;

const COMMANDS: Record<Typed['form'], { done: (typeof DONE)[number]; prepare: Command }> = {
  confirm: {
    done: 'confirmed',
    prepare:
      (_, request, { mark }) =>
      (tx) =>
        confirmWeek(tx, { ...request, mark }),
  },
  object: {
    done: 'objected',
    prepare({ vault }, request, { department = '', text = '' }) {
      demand(checkObjection, { department, text });
      return (tx) => objectTo(tx, vault, { ...request, department, text });
    },
  },
  answer: {
    done: 'answered',
    prepare({ vault }, request, { id, text = '' }) {
      demand(checkAnswer, { text });
      return (tx) => answerObjection(tx, vault, { ...request, id: idFrom(id), text });
    },
  },
};

/** A form that cannot be taken comes back with what was typed, and why. */
async function send(parts: Parts, context: ReadContext, form: Typed['form']): Promise<Reply> {
  const { database, settings } = parts;
  const { db, params, caller, now, today } = context;
  const fields = context.body as Fields;
  const week = weekFrom(fields.week);
  try {
    const campaign = await getCampaign(db, params.code ?? '');
    const request = { campaign, week, now, today, timeZone: settings.timeZone, caller };
    await database.transaction(COMMANDS[form].prepare(parts, request, fields));
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    const message = error.details.errors?.[0]?.message ?? error.details.detail ?? error.title;
    const typed = { form, message, of: form === 'answer' ? fields.id : fields.department, text: fields.text };
    const page = await database.transaction((tx) => {
      return show(parts, { tx, params, caller, today, now }, { week }, typed);
    });
    return { ...page, status: error.status };
  }
  const path = `${settings.basePath}/staff/c/${encodeURIComponent(params.code ?? '')}/assessments`;
  return { redirect: path + queryText({ week, done: COMMANDS[form].done }) };
}
