import axe, { type RunOnly } from 'axe-core';
import {
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Frame,
  type Page,
} from 'playwright-core';
import { ensureChromium } from './servers/chromium';

/** The two screens that every page is looked at on. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface PageOptions extends BrowserContextOptions {
  width: number;
  height: number;
}

export interface WatchedPage {
  page: Page;
  /**
   * What a developer would see in red or yellow: errors and warnings of the console, breaches of the content security
   * policy among them, and uncaught exceptions; of all frames and of pages that this one opened. Empty is well.
   * The status of a page that was asked for (a form shown again with 422) is no problem.
   */
  problems(): string[];
  /** closes the page and forgets its cookies */
  close(): Promise<void>;
}

/** Starts the Chromium that the runner prepared, with a fresh profile. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureChromium(), args: FLAGS });
}

/**
 * A page with its own cookies, which speaks Chinese and lives in Shanghai unless told otherwise: `newPage(browser, PHONE)`,
 * `newPage(browser, {...DESK, colorScheme: 'dark', javaScriptEnabled: false})`.
 */
export async function newPage(browser: Browser, { width, height, ...options }: PageOptions): Promise<WatchedPage> {
  const home = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };
  const context = await browser.newContext({ ...home, viewport: { width, height }, ...options });
  const documents = new Set<string>();
  const found: { text: string; about: string }[] = [];
  context.on('response', (response) => {
    if (response.request().isNavigationRequest()) documents.add(response.url());
  });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      found.push({ text: describe(message), about: statusOf(message) });
  });
  context.on('weberror', (problem) => {
    found.push({ text: `uncaught: ${problem.error().message}`, about: '' });
  });
  const page = await context.newPage();
  return {
    page,
    problems: () => found.filter(({ about }) => !documents.has(about)).map(({ text }) => text),
    close: () => context.close(),
  };
}

const describe = (message: ConsoleMessage): string =>
  `${message.type()}: ${message.text()} (${message.location().url}:${message.location().lineNumber})`;

/** The address whose refusal a message reports; empty for any other message. */
function statusOf(message: ConsoleMessage): string {
  return /^Failed to load resource: the server responded/.test(message.text())
    ? message.location().url.replace(/#.*/, '')
    : '';
}

const RULES: RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const COLOURS: RunOnly = { type: 'rule', values: ['color-contrast'] };

/**
 * What is wrong with the page for people who see, hear or move differently (WCAG 2.2 AA, as far as a program can tell),
 * one line a finding: `rule: target (summary)`; of the page and of all frames in it. Needs a page that runs JavaScript.
 */
export async function axeViolations(page: Page, rules = RULES): Promise<string[]> {
  const findings: string[] = [];
  for (const frame of page.frames()) {
    const inside = frame === page.mainFrame() ? '' : `${frame.url()} `;
    for (const finding of await violationsIn(frame, rules)) findings.push(inside + finding);
  }
  return findings;
}

/** Handed over by the debugger, so that a page's content security policy neither stops it nor is broken by it. */
async function violationsIn(frame: Frame, rules: RunOnly): Promise<string[]> {
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axe.source);
  return frame.evaluate(async (runOnly) => {
    const tool = (globalThis as unknown as { axe: typeof axe }).axe;
    // Each frame is asked by itself; style sheets are not fetched a second time.
    const { violations } = await tool.run({ runOnly, iframes: false, preload: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${failureSummary?.replace(/\s+/g, ' ')})`),
    );
  }, rules);
}

/** A screen, and the colours that it is looked at in. */
export type Look = readonly [screen: { width: number; height: number }, colorScheme: 'light' | 'dark'];

/** On a phone and on a desk, each in light and in dark. */
const EVERY_LOOK: readonly Look[] = [
  [PHONE, 'light'],
  [PHONE, 'dark'],
  [DESK, 'light'],
  [DESK, 'dark'],
];

/**
 * What is wrong with a page as it is shown now, in each of some looks: {@link axeViolations}, and what is too wide. What
 * was looked at in one kind of light differs in the other by its colours alone.
 */
export async function flawsOf(page: Page, looks = EVERY_LOOK): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<number>();
  for (const [{ width, height }, colorScheme] of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const rules = seen.has(width) ? COLOURS : RULES;
    seen.add(width);
    for (const violation of await axeViolations(page, rules)) found.push(`${width}, ${colorScheme}: ${violation}`);
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    if (needed > width) found.push(`${needed} is wider than ${width}`);
  }
  return found;
}
