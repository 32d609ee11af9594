import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie } from 'cookie';
import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { type CivilDate, civilDateOf } from '../civil-date';
import type { Clock } from '../clock';
import { type Database, isCrowded, isUnavailable } from '../database';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { Problem } from '../problem';
import type { Session, Sessions } from '../session';
import type { Settings } from '../settings';
import { compileParameters, compileSchema, demand, type Validator } from '../validation';
import type { Assets } from '../views';
import { readBody } from './body';
import { type CallLimit, demandAdmission, demandFormToken, demandSameSite, sendAway } from './guard';
import type { Begin, Caller, Context, GuardedOperation, ReadContext, Reply } from './operation';
import { protection } from './protection';
import { pack, type Render, sendProblem, sendReply, setRetryAfter } from './reply';
import { markRequest, requestIdOf } from './request-id';
import { type IncomingForm, openForm } from './upload';

/** What the router needs of the rest of the module. */
export interface RouterParts {
  settings: Settings;
  clock: Clock;
  database: Database;
  sessions: Sessions;
  log: Log;
  metrics: Metrics;
  render: Render;
  assets: Assets;
  limit: CallLimit;
  /** The person of a session with today's rights; nobody when the roster no longer knows them. */
  findCaller(session: Session, today: CivilDate): Promise<Caller | undefined>;
  /** True for whoever is shown the way to the pages of administration. */
  administers(caller: Caller): boolean;
  /** Checks that the host itself calls, by a service token that is good once. */
  admitHost(request: IncomingMessage, now: number): Promise<void>;
  /** The page that shows a refusal to a person. */
  problemPage(problem: Problem): { view: string; model: object };
}

type Next = (error?: unknown) => void;
type RoutedRequest = IncomingMessage & { params: Record<string, string>; originalUrl?: string };

/** One router for all operations. What none of them knows is a 404 below `/api`, and the host's own matter elsewhere. */
export function createRouter(operations: GuardedOperation[], parts: RouterParts): Router {
  const router = Router({ caseSensitive: true });
  const protect = protection(parts.settings);
  const prepare = (request: IncomingMessage, response: ServerResponse, next: Next) => {
    protect(response);
    pack(request, response, next);
  };
  router.use(parts.assets.path, prepare as unknown as RequestHandler, parts.assets.serve);
  for (const operation of operations) {
    const run = createRunner(operation, parts);
    const handler = (request: IncomingMessage, response: ServerResponse): void => {
      protect(response);
      run(request as RoutedRequest, response).catch((error: unknown) => {
        parts.log.error({ err: error, ...storyOf(operation, response) }, 'a refusal could not be told');
        response.destroy();
      });
    };
    router[operation.method](operation.path, handler as unknown as RequestHandler);
  }
  router.use('/api', ((_request: IncomingMessage, response: ServerResponse) => {
    sendProblem(response, new Problem('not-found', { detail: '没有这个接口' }));
  }) as unknown as RequestHandler);
  router.use(refuseUnreadable as unknown as ErrorRequestHandler);
  return router;
}

/** An address of ours that cannot be decoded; any other error is the host's to handle. */
function refuseUnreadable(error: unknown, _request: IncomingMessage, response: ServerResponse, next: Next): void {
  if (!(error instanceof URIError)) return next(error);
  sendProblem(response, new Problem('malformed-request', { detail: '网址的写法不对' }));
}

/** Set by the page itself when a reader asks for large type (关怀模式). */
const LARGE_TYPE_COOKIE = 'checkin_large';

/** The story of a request: who, may they, how often, what do they say, is it well-formed, then the operation itself. */
function createRunner(operation: GuardedOperation, parts: RouterParts) {
  const checkQuery = operation.query && compileParameters(operation.query);
  const checkBody = operation.body && compileSchema(operation.body);
  const { database } = parts;
  const begin: Begin = (work) => database.transaction(work);
  return async (request: RoutedRequest, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    let visitor: Caller | undefined;
    markRequest(request, response);
    response.once('finish', () => observe(parts, operation, response, performance.now() - started));
    try {
      if (operation.isFull?.() || (waitsForDatabase(operation) && isCrowded(database))) await sendAway();
      const session = parts.sessions.read(request);
      visitor = await findVisitor(operation, parts, session);
      const arriving = { request, session, visitor };
      const early = await operation.beforeAdmission?.(new RequestContext(parts, arriving, NOTHING), begin);
      if (early) return await tell(parts, response, early, arriving);
      if (operation.admission.by === 'service token') await parts.admitHost(request, parts.clock.now());
      demandAdmission(operation.admission, visitor);
      if (visitor) await parts.limit.count(visitor.personNo);
      const received = await receiveBody(operation, parts, request, response, session);
      const context = new RequestContext(parts, arriving, received);
      checkShapes(context, checkQuery, checkBody);
      await tell(parts, response, await operation.handle(context, begin), arriving);
    } catch (error) {
      await refuse(parts, operation, request, response, error, visitor);
    }
  };
}

/** Sends an answer as fits whoever asked. */
function tell(parts: RouterParts, response: ServerResponse, reply: Reply, arriving: Arriving): Promise<void> {
  const fit = fitting(reply, wantsJson(arriving.request), parts.settings);
  return sendReply(response, fit, withPage(parts, arriving));
}

/** Submissions queue by themselves, help and what everybody may read are answered always, readiness above all. */
function waitsForDatabase({ admission, method, kind, looksUpCaller, standsAlone }: GuardedOperation): boolean {
  const isForAll = admission.by === 'nothing' && method === 'get' && kind !== 'page';
  return !isForAll && !looksUpCaller && !standsAlone;
}

/** Where nobody needs to be known, nobody is looked up: health is answered without a database. */
async function findVisitor(operation: GuardedOperation, parts: RouterParts, session: Session | undefined) {
  const matters = operation.admission.by === 'session' || operation.kind === 'page';
  if (!session || !matters) return undefined;
  if (operation.looksUpCaller) return { personNo: session.personNo, type: session.personType, name: '', scopes: [] };
  try {
    return await parts.findCaller(session, civilDateOf(parts.clock.now(), parts.settings.timeZone));
  } catch (error) {
    if (operation.standsAlone && isUnavailable(error)) return undefined;
    throw error;
  }
}

/** The body, once it is known that no other site has made this browser send it. */
async function receiveBody(
  operation: GuardedOperation,
  parts: RouterParts,
  request: IncomingMessage,
  response: ServerResponse,
  session: Session | undefined,
): Promise<Received> {
  if (operation.method === 'get') return NOTHING;
  const byCookie = session?.carrier === 'cookie' && operation.admission.by !== 'nothing';
  if (byCookie) demandSameSite({ request, publicOrigin: new URL(parts.settings.publicUrl).origin });
  const form = operation.upload && (await openForm(request, response, operation.upload));
  const body = form ? form.fields : await readBody(request, response, operation.bodyLimit);
  if (operation.kind !== 'page' && operation.admission.by !== 'nothing') demandJson(request);
  else if (byCookie && session) demandFormToken(parts.sessions, session, body);
  return { body, form };
}

/** A form of another site cannot send JSON without being asked first, so the API takes nothing else. */
function demandJson(request: IncomingMessage): void {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new Problem('unsupported-type', { detail: '请求的内容类型应当是 application/json' });
}

/** A request, and who sent it. */
interface Arriving {
  request: RoutedRequest;
  session: Session | undefined;
  visitor: Caller | undefined;
}

/** What a request brought. */
interface Received {
  body: unknown;
  form: IncomingForm | undefined;
}

const NOTHING: Received = { body: undefined, form: undefined };

/** What an operation gets to work with; a class, because a getter in an object of each request takes longer than the rest. */
class RequestContext implements Context {
  readonly params;
  readonly query;
  readonly wantsJson;
  readonly request;
  readonly session;
  readonly visitor;
  readonly body;
  readonly now;
  readonly today;
  readonly db;
  readonly files;

  constructor({ clock, settings, database }: RouterParts, { request, session, visitor }: Arriving, received: Received) {
    this.request = request;
    this.session = session;
    this.visitor = visitor;
    this.params = request.params;
    this.query = queryOf(request);
    this.wantsJson = wantsJson(request);
    this.body = received.body;
    this.files = () => received.form?.files() ?? none();
    this.now = clock.now();
    this.today = civilDateOf(this.now, settings.timeZone);
    this.db = database.knex;
  }

  get caller(): Caller {
    if (!this.visitor) throw new Problem('no-session');
    return this.visitor;
  }
}

async function* none(): AsyncGenerator<never> {}

/** Without a prototype, so that no name in an address means more than itself. A name that comes twice counts once. */
function queryOf(request: IncomingMessage): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  const { url = '' } = request;
  if (!url.includes('?')) return query;
  for (const [name, value] of new URLSearchParams(url.slice(url.indexOf('?')))) query[name] ??= value;
  return query;
}

function checkShapes(context: ReadContext, query: Validator | undefined, body: Validator | undefined): void {
  if (query) demand(query, context.query);
  if (body) demand(body, context.body);
}

/** True for a program or a script; a person who opens a page asks for HTML. */
function wantsJson({ headers }: IncomingMessage): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

/** A script that sent a form is told where to go on; a browser goes there by itself. */
function fitting(reply: Reply, asJson: boolean, { publicUrl, basePath }: Settings): Reply {
  if (!asJson || !('redirect' in reply)) return reply;
  const { redirect, cookies, headers } = reply;
  const location = redirect.startsWith('/') ? publicUrl + redirect.slice(basePath.length) : redirect;
  return { json: { location }, cookies, headers };
}

async function refuse(
  parts: RouterParts,
  operation: GuardedOperation,
  request: RoutedRequest,
  response: ServerResponse,
  error: unknown,
  visitor: Caller | undefined,
): Promise<void> {
  const problem = asProblem(error);
  // Whoever is sent away because too many are there is counted, and no news: a line for each would make it worse.
  if (problem.status >= 500 && problem.problem !== 'overloaded')
    parts.log.error({ err: error, ...storyOf(operation, response) }, 'request failed');
  if (response.headersSent) return void response.destroy();
  const forPeople = (operation.kind === 'page' || operation.id === 'launch') && !wantsJson(request);
  if (!forPeople) return sendProblem(response, problem);
  setRetryAfter(response, problem);
  const page = withPage(parts, { request, visitor, session: parts.sessions.read(request) });
  await sendReply(response, { status: problem.status, ...parts.problemPage(problem) }, page);
}

/** What every page may say of its reader: who it is, the token of its forms, and whether the type is to be large. */
function withPage({ render, sessions, administers }: RouterParts, { request, visitor, session }: Arriving): Render {
  return (view, model) => {
    const large = parseCookie(request.headers.cookie ?? '')[LARGE_TYPE_COOKIE] === '1';
    const isAdministrator = visitor !== undefined && administers(visitor);
    const page = { large, person: visitor, isAdministrator, csrf: session && sessions.formToken(session) };
    return render(view, { ...model, page });
  };
}

/** What a caller is told of an error: refusals as they are, everything else bare. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(isUnavailable(error) ? 'unavailable' : 'internal');
}

function observe(parts: RouterParts, operation: GuardedOperation, response: ServerResponse, ms: number): void {
  const labels = { method: operation.method, route: operation.path, status: String(response.statusCode) };
  parts.metrics.requests.observe(labels, ms / 1000);
  parts.log.debug({ ...storyOf(operation, response), status: response.statusCode, ms: Math.round(ms) }, 'request');
}

/** What every line about a request says. */
function storyOf({ id: operation }: Pick<GuardedOperation, 'id'>, response: ServerResponse) {
  return { requestId: requestIdOf(response), operation };
}
