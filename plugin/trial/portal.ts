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
import { createTokenSigner, type KeySet, type LaunchClaims } from './launch-token';
import type { Persona } from './personas';
import { createPortalMessages } from './portal-messages';
import { createPortalPages, type Display, type Entry, type PortalPages } from './portal-pages';

/** Holds the number of the person who is signed in. Cookies know no port, hence a name that the module does not use. */
const COOKIE = 'portal_person';
const ASSETS = join(__dirname, '../../templates/portal/assets');

export interface PortalOptions {
  /** Who can be signed in, at least one; the first is, until somebody else is chosen. */
  personas: readonly Persona[];
  /** Where the module is, a path included; another site than the portal's (`localhost`, where that is `127.0.0.1`). */
  moduleUrl: string;
  /** Where browsers find this portal. */
  portalUrl: string;
  issuer: string;
  audience: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What stands on the pages. */
  schoolName?: string;
  /** To whom messages can be brought; left out, to those who can be signed in. */
  knows?: (personNo: string) => boolean;
}

/** A host that stands in for a school's real portal. */
export interface Portal {
  /** The whole site, ready to listen. */
  app: Express;
  /** The public key, as published at {@link Portal.jwksUrl}. */
  jwks: KeySet;
  /** The address for the module's `HOST_JWKS_URL`. */
  jwksUrl: string;
  /** The address for the module's `HOST_NOTIFY_URL`. */
  notifyUrl: string;
  /** A token as the portal would hand it over; `overrides` replace single claims. */
  signLaunchToken(persona: Persona, overrides?: Partial<LaunchClaims>): string;
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

/**
 * Makes the stand-in portal of the trial, with a key of its own. It does what a real host does, no more: it knows who is
 * signed in, hands the module a fresh token by a form POST, frames it in the admin pane, answers its question for the
 * location, and brings its messages to people. Throws a RangeError where there is nobody to sign in.
 */
export function createPortal(options: PortalOptions): Portal {
  const [first] = options.personas;
  if (!first) throw new RangeError('a portal needs at least one person');
  const signer = createTokenSigner(options);
  const isPersona = (personNo: string) => options.personas.some((each) => each.personNo === personNo);
  const messages = createPortalMessages({ knows: isPersona, ...options });
  const pages = createPortalPages({ ...options, messagesOf: messages.of });
  const desk: Desk = { personas: options.personas, first, pages, sign: (persona) => signer.sign(persona) };
  const app = express().disable('x-powered-by').set('query parser', 'simple');
  const moduleOrigin = new URL(options.moduleUrl).origin;
  app.use(guard(moduleOrigin, "'none'"));
  app.use('/assets', express.static(ASSETS, { index: false, redirect: false }));
  app.get('/.well-known/jwks.json', (_req, res) => void res.json(signer.jwks));
  app.get('/personas.json', (_req, res) => void res.json(options.personas));
  app.use(messages.router);
  app.use(site(desk, guard(moduleOrigin, "'self'")));
  app.use(showRefusal(pages));
  const here = options.portalUrl.replace(/\/$/, '');
  const addresses = { jwksUrl: `${here}/.well-known/jwks.json`, notifyUrl: `${here}/messages` };
  return { app, jwks: signer.jwks, ...addresses, signLaunchToken: signer.sign };
}

interface Desk {
  personas: readonly Persona[];
  first: Persona;
  pages: PortalPages;
  sign(persona: Persona): string;
}

/** The pages for people. `framed` lets a page into the portal's own frame: the way to the module leads through it. */
function site({ personas, first, pages, sign }: Desk, framed: RequestHandler): Router {
  const router = express.Router();
  const find = (personNo: unknown) => personas.find((each) => each.personNo === personNo);
  const current = (req: Request) => find(parseCookie(req.headers.cookie ?? '')[COOKIE]) ?? first;
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
  router.post('/open', framed, form, (req, res) => {
    const persona = current(req);
    const entry = entryFor(persona, textIn(req.body, 'entry'));
    const display = displayOf(textIn(req.query, 'display'));
    res.send(pages.launch({ entry, display, token: sign(persona) }));
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
