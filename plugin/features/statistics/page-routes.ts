import { type Operation, type ReadContext, type Reply, reads, writes } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { type Campaign, type CampaignMemory, listCampaigns } from '../campaign';
import { asEntry } from '../launch';
import { DAY_STATUSES } from '../report';
import { FROM } from '../review';
import type { FiguresMemory } from './memory';
import type { PeopleQuery } from './page-filters';
import { overviewPage } from './page-overview';
import { namesPage, peoplePage } from './page-people';
import { STATES } from './schema';

interface Parts {
  vault: Vault;
  settings: Settings;
  figures: FiguresMemory;
  campaigns: CampaignMemory;
}

const PAGE = { 200: { description: 'a page' } };
const COMMON = { kind: 'page', method: 'get', answers: PAGE } as const;
const DATE = { type: 'string', format: 'date' } as const;
const CODE = { type: 'string', maxLength: 64 } as const;

const PEOPLE = {
  type: 'object',
  properties: {
    date: DATE,
    state: { enum: [...STATES, 'due'] },
    class: CODE,
    department: CODE,
    status: { enum: DAY_STATUSES },
    q: { type: 'string', maxLength: 64 },
    cursor: { type: 'string', maxLength: 512 },
    from: FROM,
  },
} as const;

/** 打卡情况统计: the figures of a day, the people behind them, and their names to copy. */
export function statisticsPages({ vault, settings, figures, campaigns }: Parts): Operation[] {
  return [
    asEntry(
      reads({
        ...COMMON,
        id: 'showStaff',
        path: '/staff',
        summary: '打卡情况统计: leads to the campaign that runs, or to the latest one',
        handle: (context) => chooseCampaign(context, settings),
      }),
      settings,
    ),
    reads({
      ...COMMON,
      id: 'showStatistics',
      path: '/staff/c/:code',
      summary: 'How a day stands in my scope, by class or department',
      query: {
        type: 'object',
        properties: {
          date: DATE,
          by: { enum: ['class', 'department'] },
          sort: { enum: ['worst', 'name'] },
          department: CODE,
        },
      },
      async handle({ db, params, query, caller, today, now }) {
        if (caller.scopes.length === 0) return { view: 'staff/none', model: { noScope: true } };
        const campaign = await campaigns.get(db, params.code ?? '');
        const { timeZone } = settings;
        const model = await overviewPage(db, { figures, campaigns }, { caller, campaign, today, now, query, timeZone });
        return { view: 'staff/overview', model };
      },
    }),
    writes({
      ...COMMON,
      id: 'showPeople',
      path: '/staff/c/:code/people',
      summary: 'The people behind a figure, by class and number',
      query: PEOPLE,
      async handle({ tx, params, query, caller, today, now }) {
        const campaign = await campaigns.get(tx, params.code ?? '');
        const asked = { caller, campaign, today, query: query as PeopleQuery };
        const { model, subjects, date } = await peoplePage(tx, { vault, figures }, asked);
        const entry = { actor: caller, at: now, campaign: campaign.code, subjects, detail: { date } };
        if (subjects.length > 0) await recordAudit(tx, { ...entry, action: 'report.read' });
        return { view: 'staff/people', model };
      },
    }),
    reads({
      ...COMMON,
      id: 'showNames',
      path: '/staff/c/:code/names',
      summary: 'The names of a list, to copy or to print',
      query: PEOPLE,
      async handle({ db, params, query, caller, today }) {
        const campaign = await campaigns.get(db, params.code ?? '');
        const model = await namesPage(db, figures, { caller, campaign, today, query: query as PeopleQuery });
        return { view: 'staff/names', model };
      },
    }),
  ];
}

/** Whoever is responsible for nobody is told whom to ask. */
async function chooseCampaign({ db, caller, today }: ReadContext, { basePath }: Settings): Promise<Reply> {
  if (caller.scopes.length === 0) return { view: 'staff/none', model: { noScope: true } };
  const campaigns = await listCampaigns(db);
  const chosen =
    campaigns.find(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn) ?? latest(campaigns, today);
  if (!chosen) return { view: 'staff/none', model: {} };
  return { redirect: `${basePath}/staff/c/${chosen.code}` };
}

/** The last one that has begun, or else the first that is to come. */
function latest(campaigns: readonly Campaign[], today: string): Campaign | undefined {
  return campaigns.find(({ startsOn }) => startsOn <= today) ?? campaigns.at(-1);
}
