import { CannotRun, isDebian, isRoot, retry, run } from './shell';

/** An update may meet a mirror in the middle of its own update, or another apt holding the lists. */
const TRY_FOR_MS = 60_000;
const PAUSE_MS = 3_000;

/**
 * Installs Debian packages, without what they merely recommend.
 * @param instead what the reader can do where this is not possible; it becomes part of the error
 * @throws CannotRun where we are not root on Debian, or the packages cannot be fetched
 */
export async function installPackages(names: string[], instead: string): Promise<void> {
  if (!isDebian() || !isRoot()) {
    throw new CannotRun(`${names.join(' and ')} missing, and only root on Debian can install it from here. ${instead}`);
  }
  console.error(`Installing ${names.join(', ')} …`);
  try {
    await retry(() => apt(['update', '-o', 'APT::Update::Error-Mode=any']), TRY_FOR_MS, PAUSE_MS);
    await apt(['install', '-y', '--no-install-recommends', ...names]);
  } catch (error) {
    throw new CannotRun(`${names.join(' and ')} could not be installed. ${instead}\n${(error as Error).message}`);
  }
}

/** An installation that is cut off leaves the machine in need of repair, so it always runs to its end. */
function apt(args: string[]): Promise<string> {
  const patience = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  return run('apt-get', [...patience, ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' }, finishes: true });
}
