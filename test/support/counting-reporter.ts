import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

/** What one run of mocha came to. `failed` includes hooks that failed. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The counts, and of each failure which test it is and why. */
export interface Report {
  counts: Counts;
  failures: string[];
}

const LINGER_MS = 10_000;
const SLOWEST = 12;
/** Enough for the message and where it was thrown; an assertion may print whole pages. */
const REASON_CHARACTERS = 3000;

/** Mocha's usual output, the files that took longest, and a {@link Report} as JSON in the file that `CHECKIN_TEST_RESULT` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const seconds = watchFiles(runner);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const counts: Counts = { passed: passes, failed: failures, skipped: pending };
      const file = process.env.CHECKIN_TEST_RESULT;
      const report: Report = { counts, failures: this.failures.map(tellFailure) };
      if (file) writeFileSync(file, JSON.stringify(report));
      tellSlowest(seconds);
      refuseToLinger();
    });
  }
}

function tellFailure(test: Mocha.Test): string {
  // Mocha has made texts of both by now, where they can be compared.
  const error: { stack?: string; actual?: unknown; expected?: unknown } = test.err ?? { stack: 'no reason is known' };
  const { stack = String(error), actual, expected } = error;
  const isCompared = typeof actual === 'string' && typeof expected === 'string';
  const difference = isCompared ? Mocha.reporters.Base.generateDiff(actual, expected) : '';
  const reason = (stack + difference).slice(0, REASON_CHARACTERS);
  return `${relative(process.cwd(), test.file ?? '')}: ${test.fullTitle()}\n${reason}`;
}

/** How long each file takes, its hooks included. */
function watchFiles(runner: Mocha.Runner): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  let since = performance.now();
  const note = ({ file }: Mocha.Suite | Mocha.Test) => {
    if (file === undefined) return;
    const now = performance.now();
    seconds.set(file, (seconds.get(file) ?? 0) + (now - since) / 1000);
    since = now;
  };
  runner.on('test end', note).on('suite end', note);
  return seconds;
}

function tellSlowest(seconds: ReadonlyMap<string, number>): void {
  const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  const words = slowest.map(([file, each]) => `${relative(process.cwd(), file)} ${Math.round(each)} s`);
  console.log(`  longest: ${words.join(', ')}\n`);
}

/** A process that outlives its tests has left something open: say what, rather than hang. */
function refuseToLinger(): void {
  const timer = setTimeout(() => {
    console.error(
      `Still open ${LINGER_MS / 1000} s after the last test: ${process.getActiveResourcesInfo().join(', ')}`,
    );
    process.exit(1);
  }, LINGER_MS);
  timer.unref();
}
