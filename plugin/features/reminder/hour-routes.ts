import type { Db } from '../../kernel/database';
import { type Operation, type Reply, reads, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { recordAudit } from '../audit';
import { getCampaign } from '../campaign';
import { readHours } from './hour-rules';
import { saveHours } from './hour-store';
import { hoursPage, type RefusedHours } from './page-hours';
import type { RemindParts } from './remind';

const PATH = '/staff/admin/reminders';
const COMMON = { kind: 'page', path: PATH } as const;
const TIME = { type: 'string', maxLength: 20 } as const;

type Parts = RemindParts & { settings: Settings };

/** The times of day at which those who are missing are reminded by itself. */
export function reminderHourPages(parts: Parts): Operation[] {
  return [
    reads({
      ...COMMON,
      id: 'showReminderHours',
      method: 'get',
      summary: 'When each campaign reminds by itself those who are missing',
      query: { type: 'object', properties: { saved: { type: 'string', maxLength: 64 } } },
      answers: { 200: { description: 'a page' } },
      handle: ({ db, query, today }) => show(db, today, { saved: query.saved }),
    }),
    writes({
      ...COMMON,
      id: 'setReminderHours',
      method: 'post',
      summary: "Sets a campaign's times; none is never",
      body: {
        type: 'object',
        required: ['code'],
        properties: {
          code: { type: 'string', maxLength: 64 },
          time: { type: ['string', 'array'], items: TIME, maxItems: 10, maxLength: 20 },
        },
      },
      answers: { 303: { description: 'back to the page' }, 422: { description: 'the page, with what is wrong' } },
      async handle({ tx, body, caller, now, today }) {
        const campaign = await getCampaign(tx, body.code);
        const times = [(body.time as string | string[] | undefined) ?? []].flat();
        const read = tryToRead(campaign.code, times);
        if ('message' in read) return show(tx, today, { refused: read });
        await saveHours(tx, campaign.id, read.hours);
        const detail = { times: read.hours.join('、') || '不自动提醒' };
        await recordAudit(tx, { actor: caller, action: 'reminder.hours', at: now, campaign: campaign.code, detail });
        return { redirect: `${parts.settings.basePath}${PATH}?saved=${campaign.code}` };
      },
    }),
  ];

  async function show(db: Db, today: string, more: { saved?: string; refused?: RefusedHours }): Promise<Reply> {
    const ways = { host: parts.sendMessage !== undefined, groups: await parts.robots.departments(db) };
    return {
      status: more.refused ? 422 : 200,
      view: 'admin/reminder-hours',
      model: await hoursPage(db, { today, ways, ...more }),
    };
  }
}

function tryToRead(code: string, times: readonly string[]): { hours: string[] } | RefusedHours {
  try {
    return { hours: readHours(times) };
  } catch (error) {
    const [first] = error instanceof Problem ? (error.details.errors ?? []) : [];
    if (!first) throw error;
    return { code, times, message: first.message, index: Number(first.pointer.split('/').pop()) };
  }
}
