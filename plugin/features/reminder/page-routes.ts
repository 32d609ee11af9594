import { type Operation, type ReadContext, reads, writes } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import { recordAudit } from '../audit';
import { dayOf, getCampaign } from '../campaign';
import { chasePage } from './page-chase';
import { type ChaseQuery, chaseQuery } from './page-parts';
import { type RemindParts, type RemindResult, remind } from './remind';
import { CHANNELS, type Channel } from './schema';

const PATH = '/staff/c/:code/chase';
const COMMON = { kind: 'page', path: PATH } as const;
const DATE = { type: 'string', format: 'date' } as const;
const CODE = { type: 'string', maxLength: 64 } as const;

/** An empty field of a form names nothing. */
function given(text: string | undefined): string | undefined {
  return text || undefined;
}

/** 催办: who has not reported, reminders in one tap, what was sent. */
export function reminderPages(parts: RemindParts & { settings: Settings }): Operation[] {
  return [
    writes({
      ...COMMON,
      id: 'showChase',
      method: 'get',
      summary: 'Who has not reported in my scope, the most worrying first',
      query: {
        type: 'object',
        properties: {
          date: DATE,
          class: CODE,
          department: CODE,
          page: { type: 'integer', minimum: 1, maximum: 1000 },
          sent: { type: 'string', maxLength: 25 },
          rested: { type: 'integer', minimum: 0 },
        },
      },
      answers: { 200: { description: 'a page' } },
      async handle({ tx, params, query, caller, now, today }) {
        const campaign = await getCampaign(tx, params.code ?? '');
        const part = { class: given(query.class), department: given(query.department) };
        const ways = { host: parts.sendMessage !== undefined, groups: await parts.robots.departments(tx) };
        const asked = { caller, campaign, today, now, ways, query: { ...query, ...part } };
        const { model, subjects } = await chasePage(tx, asked);
        if (subjects.length > 0)
          await recordAudit(tx, { actor: caller, action: 'report.read', at: now, campaign: campaign.code, subjects });
        return { view: 'staff/chase', model };
      },
    }),
    reads({
      ...COMMON,
      id: 'sendChase',
      method: 'post',
      summary: 'Reminds those who are missing, of a class, of a department, or of my scope',
      body: { type: 'object', properties: { date: DATE, class: CODE, department: CODE, channel: { enum: CHANNELS } } },
      answers: { 303: { description: 'back to the page, with how it went' } },
      async handle(context) {
        const { class: classCode, department, date, channel } = context.body;
        const query = { class: given(classCode), department: given(department), date };
        return { redirect: parts.settings.basePath + (await send(parts, context, query, channel)) };
      },
    }),
  ];
}

/** Reminds, and answers where the page is that tells how it went. */
async function send(
  parts: RemindParts,
  context: ReadContext,
  query: ChaseQuery,
  channel: Channel | undefined,
): Promise<string> {
  const { db, params, caller, now, today } = context;
  const campaign = await getCampaign(db, params.code ?? '');
  const date = dayOf(campaign, query.date, today);
  const part = { class: query.class, department: query.department };
  const result = await remind(parts, { caller, campaign, date, part, channel, now, today });
  const address = `/staff/c/${campaign.code}/chase${chaseQuery({ ...query, date })}`;
  return address + (address.includes('?') ? '&' : '?') + outcomeOf(result);
}

function outcomeOf({ id, reminded }: RemindResult): string {
  return id === undefined ? `rested=${reminded.skipped}` : `sent=${id}`;
}
