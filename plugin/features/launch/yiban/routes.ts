import type { Database, Tx } from '../../../kernel/database';
import { type CallLimit, type Operation, type ReadContext, type Reply, reads } from '../../../kernel/http';
import type { Metrics } from '../../../kernel/metrics';
import { Problem } from '../../../kernel/problem';
import type { Sessions } from '../../../kernel/session';
import type { Settings, YibanSettings } from '../../../kernel/settings';
import type { Vault } from '../../../kernel/vault';
import { admit } from '../admit';
import { answerBrowser, displayOf } from '../enter';
import { chooseEntry, ENTRIES } from '../entries';
import { spend } from '../store';
import type { Identity } from '../verify-token';
import { isAccountOf, keepAccount } from './accounts';
import { identify } from './identify';
import { readYibanRequest, YIBAN, type YibanRequest } from './request';

interface Parts {
  settings: Settings;
  database: Database;
  vault: Vault;
  sessions: Sessions;
  limit: CallLimit;
  metrics: Metrics;
}

const FOUND = 302;
const ANSWERS = {
  302: { description: "to Yiban's page that asks the person to authorise the app" },
  303: { description: "to the entry's page, with the session's cookie" },
};
/** What Yiban sends along; what else it adds is not ours to refuse. */
const REQUEST = {
  type: 'object',
  required: ['verify_request'],
  properties: { verify_request: { type: 'string' }, yb_uid: { type: 'string' } },
} as const;

/** How Yiban opens the module: as a light app (GET, at top level), or as an app of its site (POST, in a frame). */
export function yibanRoutes(parts: Parts): Operation[] {
  const { yiban } = parts.settings;
  if (!yiban) return [];
  const common = { path: '/yiban', kind: 'page', answers: ANSWERS } as const;
  return [
    reads({
      ...common,
      id: 'enterFromYiban',
      method: 'get',
      summary: 'Yiban opens the light app',
      query: REQUEST,
      handle: (context) => enterFromYiban(parts, yiban, context, context.query.verify_request),
    }),
    reads({
      ...common,
      id: 'enterFromYibanFrame',
      method: 'post',
      summary: "Yiban opens the app in a frame of Yiban's site",
      body: REQUEST,
      handle: (context) => enterFromYiban(parts, yiban, context, context.body.verify_request),
    }),
  ];
}

async function enterFromYiban(parts: Parts, yiban: YibanSettings, context: ReadContext, text: string): Promise<Reply> {
  const { metrics, limit } = parts;
  try {
    const request = readYibanRequest(text, yiban, context.now);
    if (request.accessToken === undefined) return authorise(yiban);
    await limit.count(`${YIBAN}/${request.userId}`);
    const resumed = await spendOrResume(parts, context, request);
    if (resumed) return resumed;
    const identity = await identify(request, yiban);
    if (!identity) return authorise(yiban);
    const reply = await letIn(parts, context, request, identity);
    metrics.launches.inc({ outcome: 'admitted' });
    return reply;
  } catch (error) {
    metrics.launches.inc({ outcome: error instanceof Problem ? error.problem : 'failed' });
    throw error;
  }
}

/** Yiban's own page asks the person; afterwards Yiban opens the app anew, with a fresh request. */
function authorise({ apiUrl, appId, appUrl }: YibanSettings): Reply {
  const query = new URLSearchParams({ client_id: appId, redirect_uri: appUrl, display: 'mobile' });
  return { status: FOUND, redirect: `${apiUrl}/oauth/authorize?${query}` };
}

/**
 * Spends the request before Yiban is asked, so that a text which somebody got hold of asks nothing. An address that a
 * reload opens again leads on while that person's session is alive in this browser.
 */
async function spendOrResume(
  { database, settings }: Parts,
  { db, now, visitor }: ReadContext,
  { ticket, userId }: YibanRequest,
): Promise<Reply | undefined> {
  try {
    await database.transaction((tx) => spend(tx, ticket, now));
    return undefined;
  } catch (error) {
    const isSpent = error instanceof Problem && error.problem === 'token-spent';
    if (!isSpent || !visitor || !(await isAccountOf(db, visitor.personNo, userId))) throw error;
    return { redirect: settings.basePath + ENTRIES[chooseEntry(undefined, visitor)] };
  }
}

/** Opens a session for whom Yiban vouches for. Throws 403 when the roster does not know them. */
async function letIn(parts: Parts, context: ReadContext, request: YibanRequest, identity: Identity): Promise<Reply> {
  const admission = await parts.database.transaction(async (tx) => {
    const admitted = await admit(tx, identity, context.now, context.today);
    if ('caller' in admitted) await keepRight(tx, parts.vault, identity, request);
    return admitted;
  });
  if ('refused' in admission) throw admission.refused;
  const entry = chooseEntry(undefined, admission.caller);
  const display = displayOf(context.request, context.request.method === 'POST' ? 'frame' : 'top');
  return answerBrowser(parts, admission.caller, entry, display, context.now);
}

/** The right to write to this person, as long as it lasts. */
async function keepRight(tx: Tx, vault: Vault, { personNo }: Identity, request: YibanRequest): Promise<void> {
  const { userId, accessToken, tokenExpiresAt: expiresAt } = request;
  if (accessToken !== undefined && expiresAt !== undefined)
    await keepAccount(tx, vault, { personNo, userId, accessToken, expiresAt });
}
