import { toInstant } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { type Operation, type ReadContext, reads } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { getCampaign, nearestDay } from '../campaign';
import { acknowledge } from './acknowledge';
import { acknowledgedAt } from './read-model';
import { privacyNoticeOn } from './rules';

const PATH = '/api/campaigns/:code/privacy-notice';
const TEXT = { type: 'string' } as const;

const NOTICE = {
  type: 'object',
  required: ['version', 'retentionDays', 'sections', 'acknowledgedAt'],
  properties: {
    version: { ...TEXT, description: 'changes with any word of what is told' },
    retentionDays: { type: 'integer' },
    sections: {
      type: 'array',
      description: 'why, what, how long, and who sees it',
      items: { type: 'object', required: ['title', 'text'], properties: { title: TEXT, text: TEXT } },
    },
    acknowledgedAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'when the caller first acknowledged this version',
    },
  },
} as const;

/** 告知: what students are told about their data. Sending a report does not wait for it. */
export function privacyNoticeRoutes({ database }: { database: Database }): Operation[] {
  return [
    reads({
      id: 'getPrivacyNotice',
      method: 'get',
      path: PATH,
      summary: "What is told about the data that today's form asks for, and whether I have acknowledged it",
      answers: { 200: { description: 'the notice', schema: NOTICE } },
      handle: show,
    }),
    reads({
      id: 'acknowledgePrivacyNotice',
      method: 'put',
      path: PATH,
      summary: 'Takes it on record that I was shown a version; again is safe',
      body: { type: 'object', additionalProperties: false, required: ['version'], properties: { version: TEXT } },
      answers: { 200: { description: 'the notice', schema: NOTICE } },
      async handle(context) {
        const { body, now } = context;
        if (!(await acknowledge(database, { ...(await readerOf(context)), version: body.version, now })))
          throw new Problem('conflict', { detail: '告知已有更新，请先看最新的' });
        return show(context);
      },
    }),
  ];
}

async function readerOf({ db, params, caller, today }: ReadContext) {
  const campaign = await getCampaign(db, params.code ?? '');
  return { campaign, date: nearestDay(campaign, today), personNo: caller.personNo };
}

async function show(context: ReadContext) {
  const { campaign, date, personNo } = await readerOf(context);
  const notice = privacyNoticeOn(campaign, date);
  const at = await acknowledgedAt(context.db, { campaignId: campaign.id, personNo, version: notice.version });
  const json = {
    ...notice,
    retentionDays: campaign.retentionDays,
    acknowledgedAt: at === undefined ? null : toInstant(at),
  };
  return { json };
}
