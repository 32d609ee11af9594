import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type RequestHandler, Router, static as serveStatic } from 'express';
import Handlebars from 'handlebars';
import { wallTime } from './civil-date';
import { findRoot } from './root';
import { usedStyles } from './used-styles';
import { showDay, showFullDay, showRate, showShortDay } from './words';

const TEMPLATES = findRoot('templates');

/** Turns a page's name and model into HTML. */
export interface Views {
  render(view: string, model: object): string;
  /** Style sheets, scripts and pictures. */
  assets: Assets;
}

/** Files that are kept for ever: a change changes the address below which they are. */
export interface Assets {
  /** `/assets/<digest>`: whatever else is called assets is the host's. */
  path: string;
  serve: Router;
}

export interface ViewOptions {
  /** The path that every link begins with. */
  basePath: string;
  timeZone: string;
  /** Names that every page may use, beside its model. */
  globals: Record<string, unknown>;
}

/** Reads every template once. Values are escaped unless a template says otherwise. */
export function createViews({ basePath, timeZone, globals }: ViewOptions): Views {
  const handlebars = Handlebars.create();
  const weui = weuiStyles();
  const digest = digestOf(join(TEMPLATES, 'assets'), weui);
  const assetPath = `${basePath}/assets/${digest}`;
  handlebars.registerHelper(helpers({ basePath, timeZone, assetPath }));
  const views = new Map<string, HandlebarsTemplateDelegate>();
  for (const file of filesBelow(TEMPLATES).filter((path) => path.endsWith('.hbs'))) {
    const name = relative(TEMPLATES, file)
      .split(sep)
      .join('/')
      .replace(/\.hbs$/, '');
    const source = readFileSync(file, 'utf8');
    handlebars.registerPartial(name, source);
    views.set(name, handlebars.compile(source, { preventIndent: true }));
  }
  return {
    render(view, model) {
      const template = views.get(view);
      if (!template) throw new Error(`there is no template ${view}`);
      return template(model, { data: globals });
    },
    assets: serveAssets(digest, weui),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The part that our pages use of the style sheet that our own builds upon, served beside it. */
function weuiStyles(): string {
  const sheet = readFileSync(require.resolve('weui/dist/style/weui.min.css'), 'utf8');
  const pages = filesBelow(TEMPLATES).filter((path) => /\.(hbs|js|css)$/.test(path));
  return usedStyles(sheet, pages.map((path) => readFileSync(path, 'utf8')).join('\n'));
}

function digestOf(folder: string, weui: string): string {
  const hash = createHash('sha256').update(weui);
  for (const file of filesBelow(folder)) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function serveAssets(digest: string, weui: string): Assets {
  const serve = Router();
  const options = { immutable: true, maxAge: '365d', index: false, redirect: false } as const;
  serve.use(serveStatic(join(TEMPLATES, 'assets'), options) as RequestHandler);
  serve.get('/weui.css', ((_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Content-Type', 'text/css; charset=utf-8');
    response.end(weui);
  }) as RequestHandler);
  return { path: `/assets/${digest}`, serve };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For between quotes: Handlebars would write out each = of an address as well, of which a long table has thousands. */
function quoted(text: string): Handlebars.SafeString {
  return new Handlebars.SafeString(text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign));
}

function helpers({ basePath, timeZone, assetPath }: { basePath: string; timeZone: string; assetPath: string }) {
  return {
    href: (path: string) => quoted(basePath + path),
    asset: (name: string) => `${assetPath}/${name}`,
    day: (date: string | null | undefined) => (date ? showDay(date) : '—'),
    fullDay: (date: string) => showFullDay(date),
    shortDay: (date: string | null | undefined) => (date ? showShortDay(date) : '—'),
    time: (at: number | null | undefined) => (at ? wallTime(at, timeZone).time : '—'),
    moment: (at: number | null | undefined) => {
      if (!at) return '—';
      const { date, time } = wallTime(at, timeZone);
      return `${showShortDay(date)} ${time}`;
    },
    rate: (rate: number | null) => showRate(rate),
    stamp: (at: number) => {
      const { date, time } = wallTime(at, timeZone);
      return `${date} ${time}`;
    },
    eq: (a: unknown, b: unknown) => a === b,
    or: (...values: unknown[]) => values.slice(0, -1).find(Boolean),
    and: (...values: unknown[]) => values.slice(0, -1).reduce((all, value) => all && value),
    words: (text: string | undefined) => (text ? text.split(' ') : []),
    concat: (...values: unknown[]) => values.slice(0, -1).join(''),
    json: (value: unknown) => JSON.stringify(value),
  };
}
