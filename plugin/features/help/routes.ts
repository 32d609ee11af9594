import { toInstant } from '../../kernel/clock';
import { isUnavailable } from '../../kernel/database';
import {
  demandFormToken,
  demandSameSite,
  type Operation,
  type ReadContext,
  type Reply,
  reads,
} from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Sessions } from '../../kernel/session';
import type { Settings } from '../../kernel/settings';
import { senderOf } from './address';
import { helpFields, helpForm, QUESTION_WORDS, startingFields } from './page';
import { phoneOf } from './phone';
import { findState } from './read-model';
import { HELP_REQUEST, QUESTIONS, type Question } from './schema';
import { type SendParts, sendRequest } from './send';

const FORM = '/help/report';
const PAGE = { 200: { description: 'a page' } };
const COMMON = { kind: 'page', answers: PAGE } as const;

interface Parts extends SendParts {
  settings: Settings;
  sessions: Sessions;
}

/** The notice's three questions, for everybody: two of them come up before any sign-in. */
export function helpRoutes(parts: Parts): Operation[] {
  const { settings } = parts;
  return [
    reads({
      ...COMMON,
      id: 'showHelp',
      method: 'get',
      path: '/help',
      standsAlone: true,
      summary: 'The three questions that come up, what the phone itself can check, and whom to call',
      handle: async () => ({ view: 'student/help', model: { hostOrigins: settings.frameOrigins.join(' ') } }),
    }),
    reads({
      id: 'getClock',
      method: 'get',
      path: '/help/clock',
      summary: 'The time of the server, for a phone that checks its network and its clock',
      answers: {
        200: {
          description: 'now',
          schema: { type: 'object', required: ['now'], properties: { now: { type: 'string', format: 'date-time' } } },
        },
      },
      handle: async ({ now }) => ({ json: { now: toInstant(now) } }),
    }),
    reads({
      ...COMMON,
      id: 'showHelpForm',
      method: 'get',
      standsAlone: true,
      path: FORM,
      summary: 'The form of a request to the help desk, by question',
      query: { type: 'object', properties: { question: { enum: QUESTIONS } } },
      async handle({ query, request, visitor }) {
        const fields = startingFields(phoneOf(request.headers['user-agent']));
        return { view: 'student/help-form', model: helpForm({ question: query.question, fields, caller: visitor }) };
      },
    }),
    reads({
      ...COMMON,
      id: 'sendHelpRequest',
      method: 'post',
      path: FORM,
      summary: 'Sends a request to the help desk; signed in or not',
      bodyShown: HELP_REQUEST,
      answers: { 303: { description: 'to its receipt' } },
      handle: (context) => send(parts, context),
    }),
    reads({
      ...COMMON,
      id: 'showHelpReceipt',
      method: 'get',
      path: '/help/sent/:receipt',
      summary: 'That a request has arrived, and whether it is settled',
      async handle({ db, params }) {
        const found = await findState(db, params.receipt ?? '');
        if (!found) throw new Problem('not-found', { detail: '没有这个编号的求助，请核对网址' });
        const model = { ...found, word: QUESTION_WORDS[found.question], isSettled: found.state === 'settled' };
        return { view: 'student/help-sent', model };
      },
    }),
  ];
}

/** Whatever is in the way, the form comes back with all that was typed; a script is told in JSON. */
async function send(parts: Parts, context: ReadContext): Promise<Reply> {
  const { visitor: caller, request, now, wantsJson } = context;
  const fields = helpFields(context.body);
  try {
    demandOwnPage(parts, context);
    const receipt = await sendRequest(parts, { fields, caller, address: senderOf(request), now });
    return { redirect: `${parts.settings.basePath}/help/sent/${receipt}` };
  } catch (error) {
    const problem = isUnavailable(error) ? new Problem('unavailable', { retryAfter: 5 }) : error;
    if (!(problem instanceof Problem) || wantsJson) throw error;
    const { title, status, details } = problem;
    const { errors, detail, retryAfter } = details;
    const refused = errors ? undefined : { title, detail };
    const model = helpForm({ question: questionOf(fields.question), fields, caller, errors, refused });
    const headers = retryAfter === undefined ? undefined : { 'Retry-After': String(retryAfter) };
    return { view: 'student/help-form', model, status, headers };
  }
}

/** No other site may send a request in somebody's name, or use up what an address may send. */
function demandOwnPage({ settings, sessions }: Parts, { request, visitor, session, body }: ReadContext): void {
  demandSameSite({ request, publicOrigin: new URL(settings.publicUrl).origin });
  if (visitor && session?.carrier === 'cookie') demandFormToken(sessions, session, body);
}

function questionOf(value: unknown): Question | undefined {
  return QUESTIONS.find((question) => question === value);
}
