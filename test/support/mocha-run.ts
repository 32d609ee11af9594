import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Counts, Report } from './counting-reporter';
import { atExit, endOf, temporaryFolder, tiedToUs } from './servers/shell';

const ROOT = join(__dirname, '../..');
/** Far beyond what the suite takes: a run that hangs ends, and says so. */
const LIMIT_MS = 25 * 60_000;

export interface MochaRun {
  /** mocha's own arguments; spec files among them replace those of `.mocharc.json` */
  args: string[];
  env: NodeJS.ProcessEnv;
  /** show the output as it comes, instead of keeping it for the end */
  live: boolean;
}

export interface MochaResult extends Report {
  /** why the run counts as failed although no test did; undefined if all is well */
  trouble?: string;
  /** empty where it was shown live */
  output: string;
}

/** Runs mocha once in a process of its own, and counts. A run that crashed or had no tests has one failure at least. */
export async function runMocha(asked: MochaRun): Promise<MochaResult> {
  const folder = temporaryFolder('run');
  try {
    const result = join(folder.path, 'result.json');
    const child = start(asked, folder.path, result);
    const output = asked.live ? undefined : collect(child);
    const ending = await limited(child);
    return { ...judge(readReport(result), ending), output: output?.() ?? '' };
  } finally {
    folder.remove();
  }
}

function start(asked: MochaRun, folder: string, result: string): ChildProcess {
  const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
  const reporter = join(ROOT, 'test/support/counting-reporter.ts');
  const config = ['--config', configFor(asked.args, folder)];
  const colour = process.stdout.isTTY ? ['--color'] : [];
  const own = ['--import', 'tsx', mocha, ...config, '--reporter', reporter, '--forbid-only', ...colour];
  const [command, args] = tiedToUs(process.execPath, [...own, ...asked.args]);
  // Its own process group, so that it can be ended with all that it started.
  return spawn(command, args, {
    cwd: ROOT,
    // What tests leave in the temporary folder, browser profiles above all, goes when ours does.
    env: { ...process.env, ...asked.env, CHECKIN_TEST_RESULT: result, TMPDIR: folder },
    stdio: asked.live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/**
 * Mocha adds the files it is given to those of its configuration. Whoever names files wants these alone. Its options for
 * Node go too: for them it would start a second process, which the signals that end the first do not reach.
 */
function configFor(args: string[], folder: string): string {
  const usual = JSON.parse(readFileSync(join(ROOT, '.mocharc.json'), 'utf8')) as Record<string, unknown>;
  const { spec, 'node-option': _, ...rest } = usual;
  const file = join(folder, '.mocharc.json');
  writeFileSync(file, JSON.stringify(args.some(namesFiles) ? rest : { ...rest, spec }));
  return file;
}

const namesFiles = (arg: string): boolean => isPattern(arg) || isTestFile(arg) || existsSync(resolve(ROOT, arg));
const isPattern = (arg: string): boolean => !arg.startsWith('-') && arg.includes('*');
const isTestFile = (arg: string): boolean => !isPattern(arg) && arg.endsWith('.test.ts');

/** The test files among mocha's arguments that do not exist: mocha itself would warn, and pass on what is left. */
export function missingFiles(args: string[]): string[] {
  return args.filter((arg) => isTestFile(arg) && !existsSync(resolve(ROOT, arg)));
}

function collect(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}

async function limited(child: ChildProcess): Promise<number | string> {
  const release = atExit(() => endGroup(child, 'SIGKILL'));
  const limit = setTimeout(() => endGroup(child, 'SIGKILL'), LIMIT_MS);
  try {
    return await endOf(child);
  } finally {
    clearTimeout(limit);
    endGroup(child, 'SIGKILL');
    release();
  }
}

/** Ends a process and all of its group; nothing to do where they are gone. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // no such group any more
  }
}

function readReport(file: string): Report | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
}

function judge(report: Report | undefined, ending: number | string): Omit<MochaResult, 'output'> {
  if (!report) return lost({ passed: 0, failed: 0, skipped: 0 }, `mocha ended with ${ending} before its tests did`);
  const { passed, failed, skipped } = report.counts;
  if (skipped > 0) {
    const trouble = `${skipped} skipped: a skipped test counts as failed`;
    return { ...report, counts: { ...report.counts, failed: failed + skipped }, trouble };
  }
  if (passed + failed === 0) return lost(report.counts, 'there were no tests');
  if (failed === 0 && ending !== 0) return lost(report.counts, `mocha ended with ${ending} although no test failed`);
  return report;
}

const lost = (counts: Counts, trouble: string) => ({ counts: { ...counts, failed: 1 }, failures: [], trouble });
