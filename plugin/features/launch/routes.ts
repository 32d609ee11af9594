import type { Database } from '../../kernel/database';
import {
  type Caller,
  type CallLimit,
  demandSameSite,
  type Operation,
  type ReadContext,
  type Reply,
  reads,
} from '../../kernel/http';
import type { Metrics } from '../../kernel/metrics';
import { Problem } from '../../kernel/problem';
import type { Display, Sessions } from '../../kernel/session';
import type { Settings } from '../../kernel/settings';
import { compileSchema, demand } from '../../kernel/validation';
import { admit } from './admit';
import { answerBrowser, answerProgram, displayOf, enter } from './enter';
import { chooseEntry, ENTRIES, type Entry } from './entries';
import { findCaller } from './find-caller';
import type { HostKeys } from './keys';
import { findHandoff, spend, type Ticket, takeHandoff } from './store';
import { type Identity, verifyLaunchToken } from './verify-token';

interface Parts {
  settings: Settings;
  database: Database;
  sessions: Sessions;
  keys: HostKeys;
  limit: CallLimit;
  metrics: Metrics;
}

const TEXT = { type: 'string' } as const;
const LAUNCH = {
  type: 'object',
  required: ['token'],
  properties: {
    token: { ...TEXT, description: "the host's signed identity token" },
    entry: { enum: ['checkin', 'staff'], title: '入口' },
    display: { enum: ['top', 'frame'], title: '显示方式', description: '`Sec-Fetch-Dest` wins where it is sent' },
  },
} as const;
const checkWishes = compileSchema({
  type: 'object',
  properties: { entry: LAUNCH.properties.entry, display: LAUNCH.properties.display },
});

const LAUNCHED = {
  type: 'object',
  required: ['session', 'expiresAt', 'location'],
  properties: {
    session: { ...TEXT, description: 'works as a bearer on the API' },
    expiresAt: { type: 'string', format: 'date-time' },
    location: { type: 'string', format: 'uri' },
  },
} as const;

const ME = {
  type: 'object',
  required: ['personNo', 'name', 'type', 'scopes'],
  properties: {
    personNo: TEXT,
    name: TEXT,
    type: { enum: ['student', 'staff'] },
    scopes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'code', 'name'],
        properties: { kind: { enum: ['school', 'department', 'class'] }, code: TEXT, name: TEXT },
      },
    },
  },
} as const;

/** How people come in: the host's launch, the way out of a frame, who am I, and the way out. */
export function launchRoutes(parts: Parts): Operation[] {
  const { settings, database, sessions } = parts;
  return [
    reads({
      id: 'launch',
      method: 'post',
      path: '/launch',
      summary: 'The host hands over a signed identity token; the answer is a session',
      bodyShown: LAUNCH,
      answers: {
        200: { description: 'with `Accept: application/json`', schema: LAUNCHED },
        303: { description: "to the entry's page, with the session's cookie" },
      },
      handle: (context) => launch(parts, context),
    }),
    reads({
      id: 'resumeAtTop',
      method: 'post',
      path: '/launch/resume',
      summary: 'Opens an entry at top level with the single-use code of a frame that keeps no cookies',
      kind: 'page',
      body: { type: 'object', required: ['code'], properties: { code: { type: 'string', maxLength: 64 } } },
      answers: { 303: { description: 'to the entry' } },
      async handle({ db, body: { code }, now, today, request }) {
        demandSameSite({ request, publicOrigin: new URL(settings.publicUrl).origin });
        const found = await findHandoff(db, code, now);
        const handoff = found && (await database.transaction((tx) => takeHandoff(tx, code, now)));
        const caller = handoff && (await findEither(db, handoff.personNo, today));
        if (!handoff || !caller) throw new Problem('handoff-spent');
        return enter(parts, caller, handoff.entry as Entry, 'top');
      },
    }),
    reads({
      id: 'leave',
      method: 'post',
      path: '/leave',
      summary: 'Takes the session from this browser; it ends by itself, twelve hours after it was opened',
      kind: 'page',
      answers: { 200: { description: 'a word of goodbye' } },
      handle: async () => ({ view: 'launch/left', model: {}, cookies: sessions.noCookies() }),
    }),
    reads({
      id: 'getMe',
      method: 'get',
      path: '/api/me',
      summary: 'Who I am, and what I am responsible for today',
      answers: { 200: { description: 'the caller', schema: ME } },
      handle: async ({ caller }) => ({ json: showCaller(caller) }),
    }),
  ];
}

async function launch(parts: Parts, context: ReadContext): Promise<Reply> {
  const { settings, limit, metrics, keys } = parts;
  const { token, ...wishes } = (context.body ?? {}) as { token?: unknown; entry?: Entry; display?: Display };
  try {
    const identity = await verifyLaunchToken(token, settings.host, keys, context.now);
    await limit.count(identity.personNo);
    demand(checkWishes, wishes);
    const admission = await admitOrResume(parts, context, identity, wishes.entry);
    if ('reply' in admission) return admission.reply;
    if ('refused' in admission) throw admission.refused;
    const entry = chooseEntry(wishes.entry, admission.caller);
    const display = displayOf(context.request, wishes.display);
    const reply = context.wantsJson
      ? answerProgram(parts, admission.caller, entry)
      : await answerBrowser(parts, admission.caller, entry, display, context.now);
    metrics.launches.inc({ outcome: 'admitted' });
    return reply;
  } catch (error) {
    metrics.launches.inc({ outcome: error instanceof Problem ? error.problem : 'failed' });
    throw error;
  }
}

/** A token that a reload sends again leads to the entry while that person's session is alive in this browser. */
async function admitOrResume(
  parts: Parts,
  context: ReadContext,
  identity: Identity & Ticket,
  asked: Entry | undefined,
) {
  const { database, sessions, settings } = parts;
  try {
    return await database.transaction(async (tx) => {
      await spend(tx, identity, context.now);
      return admit(tx, identity, context.now, context.today);
    });
  } catch (error) {
    const spent = error instanceof Problem && error.problem === 'token-spent';
    if (!spent || context.wantsJson) throw error;
    const caller = await findCaller(context.db, identity, context.today);
    if (!caller) throw error;
    const address = settings.basePath + ENTRIES[chooseEntry(asked, caller)];
    if (sessions.read(context.request)?.personNo === caller.personNo) return { reply: { redirect: address } };
    // A cookie of the top level does not travel with another site's POST, so the page asks from here.
    return { reply: { status: 401, view: 'launch/spent', model: { address, personNo: caller.personNo } } };
  }
}

async function findEither(db: ReadContext['db'], personNo: string, today: string): Promise<Caller | undefined> {
  return (
    (await findCaller(db, { personNo, personType: 'student' }, today)) ??
    (await findCaller(db, { personNo, personType: 'staff' }, today))
  );
}

/** A responsibility held in two duties is one scope. */
function showCaller({ personNo, name, type, scopes }: Caller) {
  const shown = new Map(scopes.map(({ kind, code }) => [`${kind}/${code}`, { kind, code, name: code }]));
  return { personNo, name, type, scopes: [...shown.values()] };
}
