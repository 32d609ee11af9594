import { toInstant } from '../../kernel/clock';
import { type Operation, type WriteContext, writes } from '../../kernel/http';
import { PAGING } from '../../kernel/paging';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { getCampaign } from '../campaign';
import { assess, markOf, rowsFor, type WeekAsked } from './assess';
import { confirmWeek } from './confirm';
import { answerObjection, objectTo } from './object';
import { listObjections } from './objection-read-model';
import { ANSWER, OBJECTION, OBJECTION_SHOWN, OBJECTIONS, type Objection, type Written } from './objection-schema';
import { idFrom, weekFrom } from './rules';
import { ASSESSMENT, type Assessment, CONFIRMATION } from './schema';

interface Parts {
  vault: Vault;
  settings: Settings;
}

const WEEK = '/api/campaigns/:code/assessments/:isoWeek';

/** The weekly assessment of departments. All in transactions, so that the figures are of one moment. */
export function assessmentRoutes({ vault, settings: { timeZone } }: Parts): Operation[] {
  return [
    writes({
      id: 'getAssessment',
      method: 'get',
      path: WEEK,
      summary: 'The ranking of the departments in a week of ISO 8601, with every number behind it',
      answers: { 200: { description: 'the departments of my scope, the best first', schema: ASSESSMENT } },
      async handle(context) {
        return { json: show(context, await assess(context.tx, await weekAsked(context, timeZone))) };
      },
    }),
    writes({
      id: 'confirmAssessment',
      method: 'post',
      path: `${WEEK}/confirmation`,
      summary: 'Confirms a provisional week, which is frozen by that',
      body: CONFIRMATION,
      answers: { 201: { description: 'confirmed, and frozen', schema: ASSESSMENT } },
      async handle(context) {
        const request = { ...(await weekAsked(context, timeZone)), caller: context.caller, mark: context.body.mark };
        return { status: 201, json: show(context, await confirmWeek(context.tx, request)) };
      },
    }),
    writes({
      id: 'listObjections',
      method: 'get',
      path: `${WEEK}/objections`,
      summary: 'What departments have against the figures of a week, the first one first',
      query: { type: 'object', properties: PAGING },
      answers: { 200: { description: 'a page of objections of the departments of my scope', schema: OBJECTIONS } },
      async handle(context) {
        const { campaign, week } = await weekAsked(context, timeZone);
        const of = { caller: context.caller, campaignId: campaign.id, week };
        const { items, nextCursor } = await listObjections(context.tx, vault, of, context.query);
        return { json: { items: items.map(showObjection), nextCursor } };
      },
    }),
    writes({
      id: 'objectToAssessment',
      method: 'post',
      path: `${WEEK}/objections`,
      summary: "Objects to a week's figures: by the department's contact (系部负责人), once the week is over",
      body: OBJECTION,
      answers: { 201: { description: 'noted', schema: OBJECTION_SHOWN } },
      async handle(context) {
        const { tx, caller, body } = context;
        const request = { ...(await weekAsked(context, timeZone)), caller, ...body };
        return { status: 201, json: showObjection(await objectTo(tx, vault, request)) };
      },
    }),
    writes({
      id: 'answerObjection',
      method: 'post',
      path: `${WEEK}/objections/:id/answer`,
      summary: 'Answers an objection, once',
      body: ANSWER,
      answers: { 201: { description: 'answered', schema: OBJECTION_SHOWN } },
      async handle(context) {
        const { tx, caller, params, body } = context;
        const request = { ...(await weekAsked(context, timeZone)), caller, id: idFrom(params.id), text: body.text };
        return { status: 201, json: showObjection(await answerObjection(tx, vault, request)) };
      },
    }),
  ];
}

type Context = Pick<WriteContext, 'tx' | 'params' | 'now' | 'today'>;

async function weekAsked({ tx, params, now, today }: Context, timeZone: string): Promise<WeekAsked> {
  const week = weekFrom(params.isoWeek);
  return { campaign: await getCampaign(tx, params.code ?? ''), week, now, today, timeZone };
}

/** What leaves of a week: what lies in the caller's scope. */
function show({ caller }: Pick<WriteContext, 'caller'>, assessment: Assessment) {
  const { week, state, from, to, days, weights, rows, provisionalAt, confirmation } = assessment;
  return {
    week,
    state,
    from,
    to,
    days,
    provisionalAt: toInstant(provisionalAt),
    confirmedAt: confirmation ? toInstant(confirmation.at) : null,
    confirmedBy: confirmation ? { personNo: confirmation.personNo, name: confirmation.name } : null,
    weights,
    ranked: rows.filter(({ rank }) => rank !== null).length,
    rows: rowsFor(caller, assessment),
    mark: markOf(assessment),
  };
}

function showObjection({ id, department, answer, ...written }: Objection) {
  const unit = { code: department, name: department };
  return { id, department: unit, ...showWritten(written), answer: answer ? showWritten(answer) : null };
}

function showWritten({ text, by, at }: Written) {
  return { text, by, at: toInstant(at) };
}
