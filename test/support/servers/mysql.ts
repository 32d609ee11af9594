import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fetchMySql } from './mysql-download';
import { type PrivateServer, type RunningServer, startPrivateServer, useExistingServer } from './private-server';
import { CannotRun, isRoot, run } from './shell';

/** For all who ask. */
let fetched: Promise<string> | undefined;

/**
 * A real MySQL with an empty database: the one that `TEST_MYSQL_URL` names (its tables beginning with `checkin_` are
 * dropped), or else a private one on loopback, which Debian packages provide without being installed.
 * @throws CannotRun saying what to do, where neither is possible
 */
export async function startMySql(): Promise<RunningServer | PrivateServer> {
  const own = process.env.TEST_MYSQL_URL;
  if (own) return useExistingServer(own, 'TEST_MYSQL_URL');
  fetched ??= fetchMySql();
  const { command, args } = commandIn(await fetched);
  const user = isRoot() ? ['--user=root'] : [];
  return startPrivateServer({
    name: 'mysql',
    command,
    initialise: async (folder) => {
      await run(command, [...args, ...user, `--datadir=${join(folder, 'data')}`, '--initialize-insecure']);
    },
    args: () => [...args, ...user, '--mysqlx=OFF'],
  });
}

/** The packages are newer than the system: their own loader makes the program use their own C library. */
function commandIn(root: string): { command: string; args: string[] } {
  const libraries = entry(join(root, 'usr/lib'), /-linux-gnu$/);
  return {
    command: entry(libraries, /^ld-linux.*\.so\.\d+$/),
    args: [
      '--library-path',
      `${libraries}:${join(root, 'usr/lib/mysql/private')}`,
      join(root, 'usr/sbin/mysqld'),
      '--no-defaults',
      `--basedir=${join(root, 'usr')}`,
      `--lc-messages-dir=${join(root, 'usr/share/mysql')}`,
      `--character-sets-dir=${join(root, 'usr/share/mysql/charsets')}`,
      '--secure-file-priv=NULL',
    ],
  };
}

function entry(folder: string, pattern: RegExp): string {
  const name = readdirSync(folder).find((each) => pattern.test(each));
  if (!name)
    throw new CannotRun(`${folder} has nothing like ${pattern}: remove the cached MySQL, so that it is fetched anew.`);
  return join(folder, name);
}
