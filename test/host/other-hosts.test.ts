import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { ensureCommand } from '../support/servers/commands';
import { freePort } from '../support/servers/shell';
import { HOST_SECRET, PEOPLE, type Someone, World } from '../support/world';

const ISSUER = 'https://portal.example';

/** Runs a program to its end and gives what it printed. */
async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code] = await once(child, 'close');
  expect(code, printed).to.equal(0);
  return printed;
}

describe('hosts that have nothing of ours', () => {
  let world: World;
  let server: Server;
  let at: string;

  before(async () => {
    const port = await freePort();
    at = `http://localhost:${port}`;
    world = new World({ PUBLIC_URL: at });
    await world.open();
    await world.reset();
    // Other programs know the real time alone.
    world.advance(Date.now() - world.now);
    server = world.app.listen(port, 'localhost');
    await once(server, 'listening');
  });
  after(async () => {
    server?.close();
    server?.closeAllConnections();
    await world?.close();
  });

  for (const [who, entry, landed] of [
    [PEOPLE.wang, 'checkin', '/home'],
    [PEOPLE.teacher, 'staff', '/staff'],
  ] as [Someone, string, string][])
    it(`launch ${who.name} from Python`, async () => {
      const python = await ensureCommand('python3');
      const { personNo, type, name } = who;
      const args = [join(__dirname, 'host.py'), at, ISSUER, HOST_SECRET, personNo, type, name, entry];
      const said = JSON.parse(await run(python, args));
      expect(said).to.deep.include({ entry: `${at}${landed}`, title: true });
      expect(said.landed).to.match(new RegExp(`^${at}${landed}`));
      expect(said.me).to.include({ personNo, name, type });
    });
});
