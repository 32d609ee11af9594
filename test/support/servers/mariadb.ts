import { join } from 'node:path';
import { installPackages } from './apt';
import {
  type PrivateServer,
  type RunningServer,
  type ServerProgram,
  startPrivateServer,
  useExistingServer,
} from './private-server';
import { CannotRun, findProgram, isRoot, run } from './shell';

const PROGRAMS = ['mariadbd', 'mariadb-install-db', 'my_print_defaults'];
/** The core packages hold programs alone: no service is set up or started on the machine. */
const PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];
const INSTEAD =
  `Install MariaDB 10.11 or later (Debian: ${PACKAGES.join(' and ')}), or set TEST_DATABASE_URL=mysql://user:password@host:port/database ` +
  'to a server of your own; the tables beginning with checkin_ in that database are dropped.';

/**
 * A MariaDB with an empty database: the one that `TEST_DATABASE_URL` names (its tables beginning with `checkin_` are
 * dropped), or else a private one on loopback, whose program is installed on Debian if need be.
 * @throws CannotRun saying what to install or to set, where neither is possible
 */
export async function startMariaDb(): Promise<RunningServer | PrivateServer> {
  const own = process.env.TEST_DATABASE_URL;
  if (own) return useExistingServer(own, 'TEST_DATABASE_URL');
  return startPrivateServer(await mariaDb());
}

let program: Promise<ServerProgram> | undefined;

/** How a private MariaDB is made and started; its program is installed on Debian if need be, once for all who ask. */
export function mariaDb(): Promise<ServerProgram> {
  program ??= findMariaDb();
  return program;
}

async function findMariaDb(): Promise<ServerProgram> {
  if (!PROGRAMS.every(findProgram)) await installPackages(PACKAGES, INSTEAD);
  const user = isRoot() ? ['--user=root'] : [];
  return {
    name: 'mariadb',
    command: needed('mariadbd'),
    initialise: async (folder) => {
      const quick = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
      const args = ['--no-defaults', `--datadir=${join(folder, 'data')}`, ...quick, ...user];
      await run(needed('mariadb-install-db'), args, { env: { TMPDIR: folder } });
    },
    args: () => ['--no-defaults', ...user],
  };
}

function needed(program: string): string {
  const found = findProgram(program);
  if (!found) throw new CannotRun(`${program} is missing. ${INSTEAD}`);
  return found;
}
