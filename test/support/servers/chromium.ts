import { installPackages } from './apt';
import { CannotRun, findProgram, isDebian, isExecutable, isRoot, run } from './shell';

/**
 * Chromium without a window first: a page costs it a quarter of the time of a processor that it costs the one with a
 * window, which draws that window though nobody sees it.
 */
const PROGRAMS = ['chromium-headless-shell', 'chromium'];

const INSTEAD =
  'Install Chromium and a font with Chinese characters, or set CHROMIUM_PATH to the program of a Chromium or Chrome.';

/**
 * The path of a Chromium for the browser tests: what `CHECKIN_TEST_CHROMIUM` or `CHROMIUM_PATH` names, or the system's,
 * which is installed on Debian if need be, with a font for the pages' Chinese.
 * @throws CannotRun saying what to install or to set, where neither is possible
 */
export async function ensureChromium(): Promise<string> {
  const named = process.env.CHECKIN_TEST_CHROMIUM || process.env.CHROMIUM_PATH;
  if (named) return existing(named);
  const missing = await missingPackages();
  if (missing.length > 0)
    await installPackages(missing, INSTEAD).catch(async (error: unknown) => {
      // The quicker one was not to be had, but there is one.
      if (!PROGRAMS.some((name) => findProgram(name)) || !(await hasChineseFont())) throw error;
    });
  return existing(PROGRAMS.map((name) => findProgram(name)).find((path) => path !== undefined) ?? '/usr/bin/chromium');
}

function existing(path: string): string {
  if (!isExecutable(path)) throw new CannotRun(`There is no Chromium at ${path}. ${INSTEAD}`);
  return path;
}

async function missingPackages(): Promise<string[]> {
  // Whoever may install gets the quicker one, whatever there is; others take what there is.
  const enough = isDebian() && isRoot() ? PROGRAMS.slice(0, 1) : PROGRAMS;
  const chromium = enough.some((name) => findProgram(name)) ? [] : PROGRAMS.slice(0, 1);
  return isDebian() && !(await hasChineseFont()) ? [...chromium, 'fonts-noto-cjk'] : chromium;
}

async function hasChineseFont(): Promise<boolean> {
  if (!findProgram('fc-list')) return false;
  return (await run('fc-list', [':lang=zh-cn', 'family'])).trim() !== '';
}
