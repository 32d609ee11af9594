import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that the tests need cannot be had on this machine: not a failed test, but a run that could not begin. */
export class CannotRun extends Error {
  override name = 'CannotRun';
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Let it finish even if this process is told to end: for what must not be cut off half-way. */
  finishes?: boolean;
}

/**
 * Runs a command to its end and gives what it printed on standard output.
 * Throws with the last lines of its output if it cannot be started or does not end with 0.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.finishes ?? false,
  });
  const release = options.finishes ? () => {} : atExit(() => child.kill('SIGTERM'));
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ending = await endOf(child).finally(release);
  if (ending === 0) return printed;
  throw new Error(`${command} ${args.join(' ')} ended with ${ending}:\n${lastLines(printed + complaints)}`);
}

/** Waits for a process to end; gives its exit code, or the signal's name. Throws if it could not be started. */
export function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'an unknown end'));
  });
}

/** Ends a process that we started: politely at first, by force after `graceMs`. Resolves when it is gone. */
export async function stopProcess(child: ChildProcess, graceMs = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(force);
}

/** Ends a process that we started as a loss of power would. Resolves when it is gone. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

const actions = new Set<() => void>();
const folders = new Set<string>();

/** Processes end before the folders go that they write to. */
process.once('exit', () => {
  for (const action of actions) action();
  if (folders.size > 0) removeAfterUs([...folders]);
});

/**
 * Removing takes longer than the tenth of a second that tsx leaves us after Ctrl-C, so another process does it: at once,
 * and again for what the dying still wrote.
 */
function removeAfterUs(paths: string[]): void {
  const script = 'rm -rf "$@"; sleep 1; rm -rf "$@"';
  spawn('sh', ['-c', script, 'sh', ...paths], { detached: true, stdio: 'ignore' }).unref();
}

/** Does `action`, a quick one, when this process ends, whatever the reason (kill -9 excepted), unless released before. */
export function atExit(action: () => void): () => void {
  actions.add(action);
  return () => {
    actions.delete(action);
  };
}

/** A new folder below the system's temporary one, and a function that removes it; it is removed at exit at the latest. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `checkin-${name}-${process.pid}-`));
  return { path, remove: removeAtExit(path) };
}

/** Promises that a folder is gone when this process is, and gives the function that removes it earlier. */
export function removeAtExit(path: string): () => void {
  folders.add(path);
  return () => {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
      folders.delete(path);
    } catch {
      // A browser that was just killed may still be writing: the folder goes when this process does.
    }
  };
}

/** Removes what is named `…-<process id>-…` in a folder, and left by a process that was killed with -9. */
export function removeAbandoned(folder: string, name: RegExp): void {
  for (const entry of readdirSync(folder)) {
    const owner = name.exec(entry)?.groups?.pid;
    if (owner && !isAlive(Number(owner))) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Ends this process when nobody waits for it any more: when tsx is gone, or the shell that npm started tsx in. npm hands
 * a signal to its shell alone, and the shell to nobody.
 */
export function endWithParents(): void {
  const parents = () => `${process.ppid} ${process.env.npm_command ? parentOf(process.ppid) : ''}`;
  const atBirth = parents();
  setInterval(() => parents() === atBirth || process.exit(143), 500).unref();
}

function parentOf(pid: number): string {
  try {
    return /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/** Ports of a process that chooses some: below those that outgoing connections are given, which are taken at any moment. */
const PORTS = { first: 11_000, each: 1_000, processes: 20 };
/** Two suites on one machine begin apart. */
let chosen = process.pid;

/** Where the ports begin that a process chooses from, by its place among several that run beside each other. */
export function portsOf(place: number): string {
  return String(PORTS.first + (place % PORTS.processes) * PORTS.each);
}

/** A TCP port on loopback that nobody listens on now, and that nobody else of the same suite chooses. */
export async function freePort(): Promise<number> {
  const first = Number(process.env.CHECKIN_TEST_PORTS ?? portsOf(process.pid));
  for (let tried = 0; tried < PORTS.each; tried += 1) {
    const port = first + (chosen++ % PORTS.each);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${first} on`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Tries `attempt` until it does not throw and gives its result; throws its last error after `timeoutMs`. */
export async function retry<T>(attempt: () => Promise<T>, timeoutMs: number, pauseMs: number): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(pauseMs);
    }
  }
}

/**
 * The command line that ties a process to this one: on Linux it is ended with us even when we are killed with -9.
 * Elsewhere it is the command itself.
 */
export function tiedToUs(command: string, args: string[]): [string, string[]] {
  const setpriv = findProgram('setpriv');
  return setpriv && process.platform === 'linux'
    ? [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]]
    : [command, args];
}

/** Where a program is, in PATH or among the system's own programs; undefined if nowhere. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/usr/sbin',
    '/usr/local/bin',
    '/usr/libexec',
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Whether this is a Debian system, the only kind for which the tests fetch programs themselves. */
export function isDebian(): boolean {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The end of a long output, where the reason of a failure stands. */
export const lastLines = (text: string, count = 15): string => text.trimEnd().split('\n').slice(-count).join('\n');

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
