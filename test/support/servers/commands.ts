import { installPackages } from './apt';
import { run } from './shell';

/** A command that a test needs; installed as root on Debian where it is missing. Throws `CannotRun` with the remedy. */
export async function ensureCommand(name: 'openssl' | 'curl' | 'python3'): Promise<string> {
  const found = () => run('sh', ['-c', `command -v ${name}`]).catch(() => '');
  if ((await found()) === '') await installPackages([name], `Install ${name} and put it on the PATH.`);
  return name;
}
