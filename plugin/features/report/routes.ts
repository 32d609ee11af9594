import { addDays, daysBetween, earlierOf } from '../../kernel/civil-date';
import { toInstant } from '../../kernel/clock';
import { type Operation, reads } from '../../kernel/http';
import { invalid } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { dateFrom, getCampaign } from '../campaign';
import { type Review, reviewsOf } from '../review';
import type { Intake } from './intake';
import { type DayOfMine, daysOfStudent } from './mine';
import { keyOf } from './read-model';
import { DAY_STATUSES, RECEIPT, SUBMISSION } from './schema';

const DATE = { type: 'string', format: 'date' } as const;
const LONGEST_RANGE = 400;

const DAY = {
  type: 'object',
  required: ['date', 'status', 'due', 'exemptReason'],
  properties: {
    date: DATE,
    status: { enum: [...DAY_STATUSES, null], description: 'null: nothing was asked of me that day' },
    due: { type: 'boolean' },
    exemptReason: { type: ['string', 'null'] },
    revision: { type: 'integer' },
    formVersion: { type: 'integer' },
    submittedAt: { type: 'string', format: 'date-time' },
    receipt: { type: 'string' },
    answers: { type: 'object' },
    erased: { const: true, description: 'the time to keep them is over: `answers` and `flags` are empty' },
    flags: { type: 'array', items: { type: 'string' } },
    review: {
      type: ['object', 'null'],
      description: 'the last decision on the report, with the words of the reviewer',
      properties: {
        decision: { type: 'string' },
        note: { type: 'string' },
        reviewer: { type: 'object', properties: { name: { type: 'string' }, duty: { type: 'string' } } },
        decidedAt: { type: 'string', format: 'date-time' },
      },
    },
  },
} as const;

/** A student's own reports. */
export function reportRoutes({ vault, intake }: { vault: Vault; intake: Intake }): Operation[] {
  return [
    reads({
      id: 'submitReport',
      method: 'put',
      path: '/api/campaigns/:code/reports/:date',
      summary: 'Send the report of a day; sending the same again is safe',
      looksUpCaller: true,
      isFull: () => intake.isFull,
      body: SUBMISSION,
      answers: {
        200: { description: 'a correction, a refill, or the same again', schema: RECEIPT },
        201: { description: 'the first report of the day', schema: RECEIPT },
      },
      async handle({ params, body, caller, now, today }) {
        const { outcome, submittedAt, ...receipt } = await intake.submit({
          personNo: caller.personNo,
          campaign: params.code ?? '',
          date: dateFrom(params.date),
          answers: body.answers,
          formVersion: body.formVersion,
          now,
          today,
        });
        const json = { ...receipt, submittedAt: toInstant(submittedAt) };
        return { status: outcome === 'created' ? 201 : 200, json };
      },
    }),
    reads({
      id: 'listMyReports',
      method: 'get',
      path: '/api/campaigns/:code/reports/mine',
      summary: 'Every day of a range (from the start of the campaign to today if left out) as it stands for me',
      query: { type: 'object', properties: { from: DATE, to: DATE } },
      answers: {
        200: {
          description: 'the days in order, all of them',
          schema: {
            type: 'object',
            required: ['items', 'nextCursor'],
            properties: { items: { type: 'array', items: DAY }, nextCursor: { type: 'null' } },
          },
        },
      },
      async handle({ db, params, query, caller, today }) {
        const campaign = await getCampaign(db, params.code ?? '');
        const to = query.to ?? earlierOf(today, campaign.endsOn);
        const from = query.from ?? earlierOf(to, campaign.startsOn);
        if (daysBetween(from, to) > LONGEST_RANGE)
          throw invalid([
            { pointer: '/to', message: `一次最多查看 ${LONGEST_RANGE} 天，到 ${addDays(from, LONGEST_RANGE)}` },
          ]);
        if (to < from) throw invalid([{ pointer: '/to', message: '结束日期不能早于开始日期' }]);
        const days = await daysOfStudent(db, vault, { campaign, personNo: caller.personNo, from, to });
        const reviews = await reviewsOf(
          db,
          vault,
          days.flatMap(({ report }) => report ?? []),
        );
        const last = ({ report }: DayOfMine) => report && reviews.get(keyOf(report))?.at(-1);
        return { json: { items: days.map((day) => show(day, last(day))), nextCursor: null } };
      },
    }),
  ];
}

function show({ date, status, due, exemptReason, report }: DayOfMine, review: Review | undefined) {
  const day = { date, status, due, exemptReason };
  if (!report) return day;
  const { current } = report;
  return { ...day, ...current, submittedAt: toInstant(current.submittedAt), status, review: showReview(review) };
}

function showReview(review: Review | undefined) {
  if (!review) return null;
  const { decision, note, reviewer, decidedAt } = review;
  return { decision, note, reviewer: { name: reviewer.name, duty: reviewer.duty }, decidedAt: toInstant(decidedAt) };
}
