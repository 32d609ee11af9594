import { join } from 'node:path';
import { parseCookie } from 'cookie';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Router,
} from 'express';
import helmet from 'helmet';
import type { Persona } from './personas';
import type { Display, Entry, PortalHost } from './portal-host';
import { createPortalPages, OFFICE, type PortalPages } from './portal-pages';

/** Holds the number of the person who is signed in. Cookies know no port, hence a name that the module does not use. */
const COOKIE = 'portal_person';
const ASSETS = join(__dirname, '../../templates/portal/assets');

export interface PortalOptions {
  /** Who can be signed in, at least one; the first is, until somebody else is chosen. */
  personas: readonly Persona[];
  /** Where the module is, a path included; another site than the portal's (`localhost`, where that is `127.0.0.1`). */
  moduleUrl: string;
  /** How it vouches for people, and what the module may ask of it. */
  host: PortalHost;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What stands on the pages. */
  schoolName?: string;
}

/** Something in the request that the portal does not accept. */
class Refusal extends Error {
  constructor(
    readonly status: 400 | 403 | 404,
    message: string,
  ) {
    super(message);
  }
}

/** The number that a request's cookies say is signed in; nothing before anybody was chosen. */
export function signedIn(cookies: string | undefined): string | undefined {
  return parseCookie(cookies ?? '')[COOKIE];
}

/**
 * Makes the stand-in portal of the trial, the whole site, ready to listen. It does what a real one does, no more: it knows
 * who is signed in, hands that person over to the module, frames it in the admin pane, answers its question for the
 * location, and brings its messages to people. Throws a RangeError where there is nobody to sign in.
 */
export function createPortal({ host, ...options }: PortalOptions): Express {
  const [first] = options.personas;
  if (!first) throw new RangeError('a portal needs at least one person');
  const pages = createPortalPages({
    ...options,
    messagesOf: host.messagesOf,
    keepsRoster: host.pushRoster !== undefined,
  });
  const desk: Desk = { personas: options.personas, first, pages, host };
  const app = express().disable('x-powered-by').set('query parser', 'simple');
  const moduleOrigin = new URL(options.moduleUrl).origin;
  const framed = guard(moduleOrigin, "'self'");
  const closed = guard(moduleOrigin, "'none'");
  app.use(framed);
  app.use('/assets', express.static(ASSETS, { index: false, redirect: false }));
  app.get('/personas.json', (_req, res) => void res.json(options.personas));
  // A host that asks a person first may do so in the frame; the portal's own pages are closed, but for those of the frame.
  app.use(host.router, closed, site(desk, framed));
  app.use(showRefusal(pages));
  return app;
}

interface Desk {
  personas: readonly Persona[];
  first: Persona;
  pages: PortalPages;
  host: PortalHost;
}

/** The pages for people. `framed` lets a page into the portal's own frame: the way to the module leads through it. */
function site({ personas, first, pages, host }: Desk, framed: RequestHandler): Router {
  const router = express.Router();
  const find = (personNo: unknown) => personas.find((each) => each.personNo === personNo);
  const current = (req: Request) => find(signedIn(req.headers.cookie)) ?? first;
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/', (req, res) => void res.send(pages.home(current(req))));
  router.get('/pane', framed, (req, res) => void res.send(pages.pane(current(req))));
  router.get(['/open', '/switch'], (_req, res) => res.redirect(303, '/'));
  router.post('/switch', form, (req, res) => {
    const persona = find(textIn(req.body, 'person'));
    if (!persona) throw new Refusal(404, '演示学校里没有这个人，请从首页重新选择。');
    res.cookie(COOKIE, persona.personNo, { httpOnly: true, sameSite: 'lax' }).redirect(303, '/');
  });
  router.post('/roster', form, async (req, res) => {
    if (!host.pushRoster || current(req).role !== OFFICE) throw new Refusal(403, '名单由学工处推送。');
    res.send(pages.pushed(await host.pushRoster()));
  });
  router.post('/open', framed, form, (req, res) => {
    const persona = current(req);
    const entry = entryFor(persona, textIn(req.body, 'entry'));
    const display = displayOf(textIn(req.query, 'display'));
    res.send(pages.launch(entry, host.handOver(persona, entry, display)));
  });
  return router;
}

function entryFor({ personType }: Persona, asked: string | undefined): Entry {
  const entry = asked ?? (personType === 'staff' ? 'staff' : 'checkin');
  if (entry !== 'checkin' && entry !== 'staff') throw new Refusal(400, '没有这个入口，请从首页重新进入。');
  if (entry === 'staff' && personType !== 'staff') throw new Refusal(403, '管理后台只对教职工开放。');
  return entry;
}

function displayOf(asked = 'top'): Display {
  if (asked !== 'top' && asked !== 'frame') throw new Refusal(400, '没有这种打开方式，请从首页重新进入。');
  return asked;
}

/** One text of a form or a query; undefined where it is missing. */
function textIn(fields: unknown, name: string): string | undefined {
  const value = (fields as Record<string, unknown> | undefined)?.[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal(400, '请求里有重复的内容，请从首页重新操作。');
}

/** Everything from the portal itself; the module alone may be framed and posted to. */
function guard(moduleOrigin: string, frameAncestors: "'none'" | "'self'"): RequestHandler {
  const self = ["'self'"];
  const directives = {
    defaultSrc: ["'none'"],
    scriptSrc: self,
    styleSrc: self,
    imgSrc: self,
    frameSrc: [...self, moduleOrigin],
    formAction: [...self, moduleOrigin],
    baseUri: ["'none'"],
    frameAncestors: [frameAncestors],
  };
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    referrerPolicy: { policy: 'same-origin' },
    // The trial runs on plain HTTP, and the policy above says who may frame what.
    strictTransportSecurity: false,
    xFrameOptions: false,
  });
}

/** Ends what no page answered. Whatever the browser got wrong keeps its status, the rest is ours. */
function showRefusal(pages: PortalPages): (RequestHandler | ErrorRequestHandler)[] {
  const unknown: RequestHandler = () => {
    throw new Refusal(404, '没有这个页面。');
  };
  const show: ErrorRequestHandler = (error: { status?: unknown }, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = typeof error.status === 'number' && error.status < 500 ? error.status : 500;
    const words = error instanceof Refusal ? error.message : '请求没有看懂，请从首页重新操作。';
    res.status(status).send(pages.refusal(status < 500 ? words : '门户出了点问题，请稍后再试。'));
  };
  return [unknown, show];
}
