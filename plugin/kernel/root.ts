import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a file or folder of the top level lies: beside the sources, or beside the folder of a build. */
export function findRoot(name: string): string {
  const beside = join(__dirname, '../..', name);
  return existsSync(beside) ? beside : join(__dirname, '../../..', name);
}
