import type { Database } from '../../kernel/database';
import { type Operation, type ReadContext, type Reply, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { dateFrom, type FormChecks, getCampaign } from '../campaign';
import type { Intake } from './intake';
import { daysOfStudent } from './mine';
import { dayPage } from './page-day';
import { formPage, showFormPage, startingFields } from './page-form';
import { receiptPage, recordPage, recordsPage } from './page-records';
import { sendAcknowledgement, sendForm } from './page-send';

interface Parts {
  database: Database;
  vault: Vault;
  forms: FormChecks;
  intake: Intake;
  settings: Settings;
}

const PAGE = { 200: { description: 'a page' } };
const COMMON = { kind: 'page', answers: PAGE } as const;

async function askedOf({ db, params, caller, today }: ReadContext) {
  return { caller, campaign: await getCampaign(db, params.code ?? ''), today };
}

/** What a student sees of a campaign: its page, the form, the receipt, the records. */
export function reportPages(parts: Parts): Operation[] {
  const { vault } = parts;
  return [
    reads({
      ...COMMON,
      id: 'showCampaign',
      method: 'get',
      path: '/c/:code',
      summary: '健康打卡: what is asked and how today stands',
      async handle(context) {
        return { view: 'student/day', model: await dayPage(context.db, vault, await askedOf(context)) };
      },
    }),
    reads({
      ...COMMON,
      id: 'showForm',
      method: 'get',
      path: '/c/:code/form',
      summary: 'The form of today, or of a day that was sent back',
      handle: (context) => showForm(parts, context),
    }),
    reads({
      ...COMMON,
      id: 'sendForm',
      method: 'post',
      path: '/c/:code/form',
      summary: 'Sends the form; a script is answered in JSON',
      answers: {
        200: { description: 'the form again, asking back what is unusual' },
        303: { description: 'to the receipt' },
      },
      handle: async (context) => sendForm(parts, context, (await askedOf(context)).campaign),
    }),
    reads({
      ...COMMON,
      id: 'sendAcknowledgement',
      method: 'post',
      path: '/c/:code/privacy-notice',
      summary: 'Takes it on record that the notice of the form was read; the form comes back with all that was typed',
      handle: async (context) => sendAcknowledgement(parts, context, (await askedOf(context)).campaign),
    }),
    reads({
      ...COMMON,
      id: 'showReceipt',
      method: 'get',
      path: '/c/:code/receipt',
      summary: 'What was sent, with the time of the server',
      async handle(context) {
        const { date } = context.query as { date?: string };
        const asked = await askedOf(context);
        const day = date === undefined ? context.today : dateFrom(date);
        return { view: 'student/receipt', model: await receiptPage(context.db, vault, asked, day) };
      },
    }),
    reads({
      ...COMMON,
      id: 'showRecords',
      method: 'get',
      path: '/c/:code/records',
      summary: 'My days as a calendar',
      query: { type: 'object', properties: { month: { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$' } } },
      async handle(context) {
        const asked = await askedOf(context);
        return { view: 'student/records', model: await recordsPage(context.db, vault, asked, context.query.month) };
      },
    }),
    reads({
      ...COMMON,
      id: 'showRecord',
      method: 'get',
      path: '/c/:code/records/:date',
      summary: 'What I sent on a day and what was decided',
      async handle(context) {
        const asked = await askedOf(context);
        const model = await recordPage(context.db, vault, asked, dateFrom(context.params.date));
        return { view: 'student/record', model };
      },
    }),
  ];
}

/** The form is for today, or for a day that was sent back; for any other the campaign's page says how things stand. */
async function showForm({ vault, settings }: Parts, context: ReadContext): Promise<Reply> {
  const { db, query, today } = context;
  const asked = await askedOf(context);
  const { campaign, caller } = asked;
  const { date: given } = query as { date?: string };
  const date = given === undefined ? today : dateFrom(given);
  const [day] = await daysOfStudent(db, vault, { campaign, personNo: caller.personNo, from: date, to: date });
  const { report, due = false } = day ?? {};
  const isOpen = date === today && due && (!report || report.status === 'normal');
  if (!isOpen && report?.status !== 'returned') return { redirect: `${settings.basePath}/c/${campaign.code}` };
  const form = { ...asked, date, report };
  return showFormPage(settings, await formPage(db, vault, form, await startingFields(db, vault, form)));
}
