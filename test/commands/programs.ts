import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, retry, tiedToUs } from '../support/servers/shell';

const ROOT = join(__dirname, '../..');

/** How a program ended, and what it said. */
export interface Ended {
  code: number | null;
  out: string;
  errors: string;
}

/** Starts `plugin/<file>` in a process of its own, with these settings and no others. */
export function start(file: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const [command, all] = tiedToUs(process.execPath, ['--import', 'tsx', join('plugin', file), ...args]);
  return spawn(command, all, { cwd: ROOT, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for the end of a process. */
export function ended(child: ChildProcess): Promise<Ended> {
  const said = { out: '', errors: '' };
  child.stdout?.on('data', (text) => (said.out += text));
  child.stderr?.on('data', (text) => (said.errors += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

/** A server in a process of its own. */
export interface Serving {
  child: ChildProcess;
  /** its address, without a slash at the end */
  at: string;
  gone: Promise<Ended>;
}

/** Starts the module alone on a free port, under a path if one is named, and waits until it is ready. */
export async function startServing(env: NodeJS.ProcessEnv, path = ''): Promise<Serving> {
  const port = await freePort();
  const at = `http://127.0.0.1:${port}`;
  const child = start('standalone.ts', [], { ...env, PUBLIC_URL: at + path, PORT: String(port) });
  const gone = ended(child);
  await retry(
    async () => {
      if (!(await fetch(`${at}/readyz`)).ok) throw new Error('not ready');
    },
    30_000,
    50,
  );
  return { child, at, gone };
}
