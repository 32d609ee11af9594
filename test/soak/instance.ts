import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { killProcess, retry, stopProcess, tiedToUs } from '../support/servers/shell';

/** As it is shipped: compiled, so that it is back soon. */
const PROGRAM = join(__dirname, '../../dist/plugin/standalone.js');
const UP_WITHIN_MS = 60_000;

/** One instance of the module in a process of its own, always on the same port. */
export class Instance {
  /** How often it ended without having been told to. */
  deaths = 0;
  /** What it logged, and how often. */
  readonly said = new Map<string, number>();
  private child: ChildProcess | undefined;

  constructor(
    readonly port: number,
    private readonly settings: NodeJS.ProcessEnv,
  ) {}

  /** Starts it and waits until it listens; whether its database is there is another matter. */
  async revive(): Promise<void> {
    const [command, args] = tiedToUs(process.execPath, [PROGRAM]);
    const env = { PATH: process.env.PATH, ...this.settings };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.deaths += 1;
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on('line', (line) => this.note(line));
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    const isUp = () => (hasEnded() ? undefined : fetch(`http://127.0.0.1:${this.port}/healthz`));
    const up = await retry(async () => isUp(), UP_WITHIN_MS, 50);
    if (!up) throw new Error(`an instance ended as it started: ${[...this.said.keys()].join('\n')}`);
  }

  /** kill -9. */
  async crash(): Promise<void> {
    await this.end(killProcess);
  }

  async stop(): Promise<void> {
    await this.end(stopProcess);
  }

  private async end(how: (child: ChildProcess) => Promise<void>): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child) await how(child);
  }

  private note(line: string): void {
    if (line.startsWith('listening')) return;
    const words = /^\{.*\}$/.test(line) ? summaryOf(JSON.parse(line)) : line.slice(0, 160);
    this.said.set(words, (this.said.get(words) ?? 0) + 1);
  }
}

interface LogLine {
  msg?: string;
  operation?: string;
  job?: string;
  err?: { code?: string; message?: string };
}

function summaryOf({ msg, operation, job, err }: LogLine): string {
  const message = err?.message?.split(' - ').at(-1)?.replace(/:\d+/g, '').slice(0, 100);
  return [msg, operation ?? job, err?.code, message].filter((each) => each !== undefined).join(', ');
}
