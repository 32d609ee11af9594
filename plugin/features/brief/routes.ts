import { toInstant } from '../../kernel/clock';
import { type Operation, writes } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { type CampaignMemory, dateFrom } from '../campaign';
import type { Robots } from '../robot';
import type { FiguresMemory } from '../statistics';
import { briefsOfDay } from './briefs-of-day';
import { demandDay, dueAtOf } from './rules';
import { BRIEF, BRIEFS_OF_DAY, type Brief, SUBMISSION } from './schema';
import { submitBrief } from './submit';
import { textOfAll } from './words';

interface Parts {
  vault: Vault;
  settings: Settings;
  robots: Robots;
  figures: FiguresMemory;
  campaigns: CampaignMemory;
}

/** The daily brief of departments. */
export function briefRoutes({ vault, settings: { timeZone }, robots, figures, campaigns }: Parts): Operation[] {
  return [
    // In a transaction, so that figures and names are of one moment.
    writes({
      id: 'getBriefs',
      method: 'get',
      path: '/api/campaigns/:code/briefs/:date',
      summary: 'How the departments of my scope stand on a day, as it was reported or as it stands',
      answers: { 200: { description: 'the departments, in the order of their codes', schema: BRIEFS_OF_DAY } },
      async handle({ tx, params, caller }) {
        const date = dateFrom(params.date);
        const campaign = await campaigns.get(tx, params.code ?? '');
        demandDay(campaign, date);
        const briefs = await briefsOfDay(tx, { vault, figures }, { caller, campaign, date });
        const text = textOfAll({ campaign, date }, caller, briefs, timeZone);
        const dueAt = toInstant(dueAtOf(campaign, date, timeZone));
        return { json: { date, dueAt, text, departments: briefs.map(show) } };
      },
    }),
    writes({
      id: 'submitBrief',
      method: 'post',
      path: '/api/campaigns/:code/briefs/:date/:department/submission',
      summary:
        "Reports a department's day: by its contact (系部负责人), or by the student-affairs office in their place",
      body: SUBMISSION,
      answers: { 201: { description: 'reported, and frozen', schema: BRIEF } },
      async handle({ tx, params, body, caller, now, today }) {
        const { code: campaign = '', department = '' } = params;
        const request = { caller, campaign, date: dateFrom(params.date), department, remark: body.remark, now, today };
        return { status: 201, json: show(await submitBrief(tx, { vault, timeZone, robots }, request)) };
      },
    }),
  ];
}

/** What leaves of a brief. */
function show({ department, standing: { figures, followUps }, text, submitted, changes }: Brief) {
  return {
    department,
    ...figures,
    followUps,
    text,
    remark: submitted?.remark || null,
    submittedAt: submitted ? toInstant(submitted.submittedAt) : null,
    submittedBy: submitted?.submittedBy ?? null,
    onTime: submitted?.onTime ?? null,
    changes,
  };
}
