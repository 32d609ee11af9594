import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotRun, isDebian, isRoot, removeAbandoned, removeAtExit, retry, run } from './shell';

const PACKAGE = 'mysql-server-core';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const TRY_FOR_MS = 60_000;
const PAUSE_MS = 5_000;
const INSTEAD =
  'Set TEST_MYSQL_URL=mysql://user:password@host:port/database to a MySQL of your own (8.4 or later); ' +
  'the tables beginning with checkin_ in that database are dropped.';

/**
 * The folder that holds a MySQL server with all its libraries, fetched from Debian's own archive (its unstable suite,
 * the only one that carries MySQL) at the first call and kept in `.cache/`, or in `CHECKIN_CACHE_DIR`.
 * Nothing is installed into the system. Remove the folder to get a newer version.
 * @throws CannotRun where the system is not Debian or the archive cannot be reached
 */
export async function fetchMySql(): Promise<string> {
  const cache = resolve(process.env.CHECKIN_CACHE_DIR || join(__dirname, '../../../.cache'));
  const ready = join(cache, `mysql-${process.arch}`);
  if (existsSync(ready)) return ready;
  if (!isDebian()) throw new CannotRun(`MySQL can be fetched on Debian only. ${INSTEAD}`);
  console.error('Fetching MySQL (about 60 MB) …');
  mkdirSync(cache, { recursive: true });
  removeAbandoned(cache, /^unfinished-mysql-(?<pid>\d+)$/);
  const workshop = join(cache, `unfinished-mysql-${process.pid}`);
  const removeWorkshop = removeAtExit(workshop);
  try {
    await retry(() => fetchInto(workshop), TRY_FOR_MS, PAUSE_MS);
    moveIntoPlace(join(workshop, 'root'), ready);
  } catch (error) {
    throw new CannotRun(`MySQL could not be fetched. ${INSTEAD}\n${(error as Error).message}`);
  } finally {
    removeWorkshop();
  }
  return ready;
}

/** All in a folder of its own, from the list of packages on, so that the system's apt never learns of that suite. */
async function fetchInto(workshop: string): Promise<void> {
  rmSync(workshop, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'packages', 'root']) mkdirSync(join(workshop, folder), { recursive: true });
  writeFileSync(join(workshop, 'sources.list'), `deb [signed-by=${KEYRING}] ${await mirror()} sid main\n`);
  const options = aptOptions(workshop);
  await run('apt-get', [...options, '-o', 'APT::Update::Error-Mode=any', 'update']);
  const packages = join(workshop, 'packages');
  await run('apt-get', [...options, 'download', ...(await packagesNeeded(options))], { cwd: packages });
  const root = join(workshop, 'root');
  for (const name of readdirSync(packages)) await run('dpkg', ['-x', join(packages, name), root]);
}

function aptOptions(workshop: string): string[] {
  const settings = [
    `Dir::Etc::sourcelist=${join(workshop, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::Lists=${join(workshop, 'lists')}`,
    `Dir::Cache=${join(workshop, 'cache')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    // Root would hand the download to an account that may not write here.
    ...(isRoot() ? ['APT::Sandbox::User=root'] : []),
  ];
  return ['-q', ...settings.flatMap((setting) => ['-o', setting])];
}

/** The package and all that it depends on, but for perl, which only its helper scripts use. */
async function packagesNeeded(options: string[]): Promise<string[]> {
  const kinds = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
  const printed = await run('apt-cache', [
    ...options.slice(1),
    'depends',
    '--recurse',
    ...kinds.map((kind) => `--no-${kind}`),
    PACKAGE,
  ]);
  const names = printed.split('\n').filter((line) => /^[a-z0-9]/.test(line) && !line.includes('perl'));
  return [...new Set(names)];
}

/** The mirror that this machine fetches its own packages from. */
async function mirror(): Promise<string> {
  const format = ['--no-release-info', '--format', '$(REPO_URI) $(COMPONENT)', 'Created-By: Packages'];
  const sources = (await run('apt-get', ['indextargets', ...format])).split('\n').map((line) => line.split(' '));
  const main = sources.find(([uri, component]) => component === 'main' && /\/debian(\.list)?\/?$/.test(uri ?? ''));
  if (!main?.[0]) throw new Error('None of the sources of packages in /etc/apt is a mirror of Debian.');
  return main[0];
}

/** A rename is all or nothing. Whoever comes second, because two runs fetched at once, keeps the first one's folder. */
function moveIntoPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
