import { csvReply } from '../../kernel/csv-table';
import { type Operation, type Reply, type WriteContext, writes } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { type Campaign, dayOf, getCampaign } from '../campaign';
import { pageDay } from '../statistics';
import { classesBetween } from './classes-read-model';
import { enterFollowUp } from './enter';
import { type ClassPageAsked, classPage, type Typed } from './page-class';
import { followUpsCsv } from './page-csv';
import { addressOf, type DayAsked, listPage } from './page-list';
import { type Fields, isMendable, readForm, typedAgain } from './page-typed';
import type { FollowUp } from './schema';
import { isTelling } from './show';

interface Parts {
  vault: Vault;
  settings: Settings;
}

const COMMON = { kind: 'page', path: '/staff/c/:code/follow-ups' } as const;
const PAGE = { 200: { description: 'a page' } };

const QUERY = {
  type: 'object',
  properties: {
    date: { type: 'string', format: 'date' },
    class: { type: 'string', maxLength: 64 },
    done: { const: 'saved' },
  },
} as const;

/** 线下跟进: the classes outside the app, and entering how one of them is. */
export function followUpPages(parts: Parts): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showFollowUps',
      method: 'get',
      summary: '线下跟进: my classes outside the app on a day, or one of them to be entered',
      query: QUERY,
      answers: PAGE,
      async handle(context) {
        const { query } = context;
        const asked = await dayAsked(context, query.date, pageDay);
        const codes = await classCodes(context, asked);
        const classCode = query.class ?? (codes.length === 1 ? codes[0] : undefined);
        if (classCode === undefined) return showList(parts, context, asked);
        const saved = query.done === 'saved';
        return showClass(parts, context, { ...asked, classCode, alone: codes.length === 1 }, { saved });
      },
    }),
    writes({
      ...COMMON,
      id: 'exportFollowUps',
      method: 'get',
      path: `${COMMON.path}.csv`,
      summary: 'My classes outside the app on a day as comma separated values',
      query: { type: 'object', properties: { date: QUERY.properties.date } },
      answers: { 200: { description: 'a class a row' } },
      async handle(context) {
        const { tx, caller, now, query } = context;
        const asked = await dayAsked(context, query.date, pageDay);
        const { campaign, date } = asked;
        const { text, rows } = await followUpsCsv(tx, parts.vault, { ...asked, timeZone: parts.settings.timeZone });
        const detail = { date, rows };
        await recordAudit(tx, { actor: caller, action: 'follow-up.export', at: now, campaign: campaign.code, detail });
        return csvReply(text, { name: `线下跟进 ${date}`, plain: `follow-ups-${date}` });
      },
    }),
    writes({
      ...COMMON,
      id: 'sendFollowUp',
      method: 'post',
      summary: 'Enters by form how a class outside the app is on a day',
      query: QUERY,
      body: { type: 'object' },
      bodyLimit: '512kb',
      answers: { 303: { description: 'to the class, as it stands now' } },
      handle: (context) => sendForm(parts, context, context.query),
    }),
  ];
}

type ChooseDay = (campaign: Campaign, asked: string | undefined, today: string) => string;

async function dayAsked(context: WriteContext, date: string | undefined, choose: ChooseDay): Promise<DayAsked> {
  const { tx, params, caller, today } = context;
  const campaign = await getCampaign(tx, params.code ?? '');
  return { caller, campaign, today, date: choose(campaign, date, today) };
}

async function classCodes({ tx }: WriteContext, { caller, campaign, date }: DayAsked): Promise<string[]> {
  const classes = await classesBetween(tx, { caller, campaign, from: date, to: date });
  return classes.map(({ classCode }) => classCode);
}

async function showList({ vault }: Parts, context: WriteContext, asked: DayAsked): Promise<Reply> {
  return { view: 'staff/follow-ups', model: await listPage(context.tx, vault, asked) };
}

interface Shown {
  typed?: Typed;
  status?: number;
  saved?: boolean;
}

async function showClass({ vault }: Parts, context: WriteContext, asked: ClassPageAsked, shown: Shown): Promise<Reply> {
  const { model, read, called } = await classPage(context.tx, vault, asked, shown.typed);
  await auditClass(context, asked, read, called);
  return { status: shown.status, view: 'staff/follow-up-class', model: { ...model, saved: shown.saved } };
}

/** Who is abnormal, any note, and the numbers are read on record. */
async function auditClass(
  { tx, caller, now }: WriteContext,
  { campaign, date, classCode }: ClassPageAsked,
  entries: readonly FollowUp[],
  called: readonly string[],
): Promise<void> {
  const entry = { actor: caller, at: now, campaign: campaign.code, detail: { class: classCode, date } };
  const told = entries.filter(isTelling);
  const subjects = told.flatMap(({ abnormal }) => abnormal.map(({ studentNo }) => studentNo));
  if (told.length > 0) await recordAudit(tx, { ...entry, action: 'follow-up.read', subjects });
  if (called.length > 0) await recordAudit(tx, { ...entry, action: 'contact.read', subjects: called });
}

/** A form that cannot be taken comes back as it was, with what is wrong at the field. */
async function sendForm(parts: Parts, context: WriteContext, query: { date?: string; class?: string }): Promise<Reply> {
  const { tx, now } = context;
  const fields = context.body as Fields;
  const asked = { ...(await dayAsked(context, query.date, dayOf)), classCode: query.class ?? '' };
  try {
    await enterFollowUp(tx, parts.vault, { ...asked, body: readForm(fields), now });
  } catch (error) {
    if (!isMendable(error)) throw error;
    const alone = (await classCodes(context, asked)).length === 1;
    const shown = { typed: typedAgain(fields, error), status: error.status };
    return showClass(parts, context, { ...asked, alone }, shown);
  }
  const address = addressOf(`/staff/c/${asked.campaign.code}`);
  const { date, classCode } = asked;
  return { redirect: parts.settings.basePath + address({ date, class: classCode, done: 'saved' }) };
}
