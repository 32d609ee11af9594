import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import { recordAudit } from '../audit';
import { getCampaign } from '../campaign';
import type { ReviewParts } from './decide';
import { type DecisionFields, decideByForm, isMendable, type Outcomes, readDecision, typedAgain } from './page-decide';
import { FROM } from './page-frame';
import { personPage } from './page-person';
import { PILES, queuePage, type Typed } from './page-queue';

const PAGE = { 200: { description: 'a page' } };
const COMMON = { kind: 'page', answers: PAGE } as const;
const DATE = { type: 'string', format: 'date' } as const;
const TEXT = { type: 'string' } as const;

const QUEUE = {
  type: 'object',
  properties: {
    status: { enum: PILES, default: 'pending' },
    date: DATE,
    class: { type: 'string', maxLength: 64 },
    cursor: { type: 'string', maxLength: 512 },
  },
} as const;

const FIELDS = {
  type: 'object',
  properties: {
    decision: TEXT,
    note: TEXT,
    reason: TEXT,
    form: { enum: ['one', 'many'] },
    report: { type: ['string', 'array'], items: TEXT, maxItems: 200 },
    /** Whose page the form was on; the queue's where it is left out. */
    person: TEXT,
    date: TEXT,
    from: FROM,
  },
} as const;

interface Parts extends ReviewParts {
  settings: Settings;
}

interface Shown {
  typed?: Typed;
  outcomes?: Outcomes;
  status?: number;
}

/** The queue of reports that wait, decisions by form, and everything about one person. */
export function reviewPages(parts: Parts): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showReviews',
      method: 'get',
      path: '/staff/c/:code/reviews',
      summary: '待审核: what waits for me, oldest first',
      query: QUEUE,
      handle: (context) => showQueue(parts, context),
    }),
    writes({
      ...COMMON,
      id: 'sendDecision',
      method: 'post',
      path: '/staff/c/:code/reviews',
      summary: 'Decides one report or many by form; a script is answered in JSON',
      query: QUEUE,
      body: FIELDS,
      handle: (context) => sendDecision(parts, context),
    }),
    writes({
      ...COMMON,
      id: 'showPerson',
      method: 'get',
      path: '/staff/c/:code/people/:studentNo',
      summary: "One person: the days, a day's revisions side by side, what was decided",
      query: { type: 'object', properties: { date: DATE, from: FROM } },
      async handle(context) {
        const { date, from } = context.query;
        return showPerson(parts, context, { studentNo: context.params.studentNo ?? '', date, from });
      },
    }),
  ];
}

async function askedOf({ tx, params, caller, today, now }: WriteContext) {
  return { caller, campaign: await getCampaign(tx, params.code ?? ''), today, now };
}

async function showQueue(parts: Parts, context: WriteContext, shown: Shown = {}): Promise<Reply> {
  const { tx, caller, now } = context;
  const asked = await askedOf(context);
  const { timeZone } = parts.settings;
  const { cursor, ...filter } = context.query as { status: (typeof PILES)[number]; cursor?: string };
  const { model, subjects } = await queuePage(tx, parts.vault, { ...asked, filter, cursor, timeZone }, shown.typed);
  if (subjects.length > 0)
    await recordAudit(tx, { actor: caller, action: 'report.read', at: now, campaign: asked.campaign.code, subjects });
  return { status: shown.status, view: 'staff/reviews', model: { ...model, outcomes: shown.outcomes } };
}

/** A form that cannot be taken comes back as it was, with 422 and what is wrong at the field. */
async function sendDecision(parts: Parts, context: WriteContext): Promise<Reply> {
  const fields = context.body as DecisionFields;
  try {
    const asked = await askedOf(context);
    const outcomes = await decideByForm(context.tx, parts, asked, readDecision(fields));
    return context.wantsJson ? { json: { outcomes } } : show(parts, context, { outcomes });
  } catch (error) {
    if (!isMendable(error) || context.wantsJson) throw error;
    return show(parts, context, { typed: typedAgain(fields, error), status: 422 });
  }
}

function show(parts: Parts, context: WriteContext, shown: Shown): Promise<Reply> {
  const { person, date, from } = context.body as { person?: string; date?: string; from?: string };
  if (!person) return showQueue(parts, context, shown);
  return showPerson(parts, context, { studentNo: person, date, from }, shown);
}

interface PersonAsked {
  studentNo: string;
  date?: string;
  from?: string;
}

async function showPerson(parts: Parts, context: WriteContext, who: PersonAsked, shown: Shown = {}): Promise<Reply> {
  const { tx, caller, now } = context;
  const asked = await askedOf(context);
  const { model, readReport, readContact, readCalls } = await personPage(
    tx,
    parts.vault,
    { ...asked, ...who },
    shown.typed,
  );
  const entry = { actor: caller, at: now, campaign: asked.campaign.code, subjects: [who.studentNo] };
  const detail = { date: model.date };
  if (readReport) await recordAudit(tx, { ...entry, action: 'report.history', detail });
  if (readContact) await recordAudit(tx, { ...entry, action: 'contact.read' });
  if (readCalls) await recordAudit(tx, { ...entry, action: 'call.read' });
  return { status: shown.status, view: 'staff/person', model: { ...model, outcomes: shown.outcomes } };
}
