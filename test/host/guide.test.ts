import { deepEqual, equal } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureCommand } from '../support/servers/commands';
import { endOf, freePort, temporaryFolder } from '../support/servers/shell';

const ROOT = join(__dirname, '../..');
const GUIDE = readFileSync(join(ROOT, '.docs/host.md'), 'utf8');

/** What the guide wants pasted into a shell, then a pause, and the end that it names. */
const SCRIPT = [...GUIDE.matchAll(/```sh\n([\s\S]*?)```/g)]
  .map(([, block = '']) => block)
  .concat('read -r _', 'kill "$SERVER" "$KEYS"', 'wait')
  .join('\n');

const STUDENT = { personNo: '202611110101', name: '王一', type: 'student', page: '/home' };
const TEACHER = { personNo: '10011', name: '林老师', type: 'staff', page: '/staff' };

interface Launched {
  session: string;
  expiresAt: string;
  location: string;
}

/** What a launch is answered with: a session, or why not. */
const ANSWER = /^\{"(session|type)"/;

describe("the guide for a host's engineer", () => {
  const folder = temporaryFolder('guide');
  let shell: ChildProcess | undefined;
  after(() => {
    // The group of the shell: whatever it has started goes with it.
    if (shell?.pid && shell.exitCode === null) process.kill(-shell.pid, 'SIGKILL');
    folder.remove();
  });

  /** What the launches answer, as they are printed; all of what is printed goes into `printed`. */
  async function launches(from: ChildProcess, count: number, printed: string[]): Promise<Launched[]> {
    const found: Launched[] = [];
    for await (const line of createInterface({ input: from.stdout as NonNullable<typeof from.stdout> })) {
      printed.push(line);
      if (ANSWER.test(line)) found.push(JSON.parse(line) as Launched);
      if (found.length === count) break;
    }
    return found;
  }

  it('leads from nothing to a student and a teacher who are let in, by a shared secret and by published keys', async () => {
    for (const name of ['openssl', 'curl'] as const) await ensureCommand(name);
    const [PORT, JWKS_PORT] = [await freePort(), await freePort()].map(String);
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder.path, PORT, JWKS_PORT };
    shell = spawn('bash', ['-eu', '-c', SCRIPT], { cwd: ROOT, env, detached: true });
    const gone = endOf(shell);
    const printed: string[] = [];
    shell.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));

    const sessions = await launches(shell, 4, printed);
    deepEqual(
      sessions.map(({ session }) => typeof session),
      Array(4).fill('string'),
      printed.join('\n'),
    );
    const at = `http://localhost:${PORT}`;
    for (const [index, { session, location, expiresAt }] of sessions.entries()) {
      const { page, ...person } = index % 2 === 0 ? STUDENT : TEACHER;
      equal(location, at + page);
      equal(Date.parse(expiresAt) > Date.now(), true);
      const ask = async (path: string) =>
        (await fetch(at + path, { headers: { Authorization: `Bearer ${session}` } })).json();
      const { personNo, name, type } = await ask('/api/me');
      deepEqual({ personNo, name, type }, person);
      const { items } = await ask('/api/campaigns');
      deepEqual(
        items.map(({ code, state }: Record<string, string>) => [code, state]),
        [['try', 'running']],
      );
    }

    shell.stdout?.resume();
    shell.stdin?.end('\n');
    await gone;
    await fetch(`${at}/healthz`).then(
      () => Promise.reject(new Error('the module still runs')),
      () => undefined,
    );
  });
});
