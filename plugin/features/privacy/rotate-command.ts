import type { Database } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { countKeys, type KeysOfColumn, totalByKey } from './count-keys';
import { type Rotated, rotateKeys } from './rotate-keys';

interface Given {
  database: Database;
  vault: Vault;
  /** Milliseconds. */
  now: number;
  dryRun: boolean;
  /** Prints a line while the work goes on. */
  say(line: string): void;
  /** A clock that only tells how much time has passed, in milliseconds. */
  elapsed(): number;
}

const SAY_EVERY_MS = 1_000;

/**
 * `keys rotate` as whoever has the command line reads it: which keys have written what, how far it is, what is left, and
 * which keys may go. `complete` is false where something is left to be done.
 */
export async function rotateCommand(given: Given): Promise<{ lines: string[]; complete: boolean }> {
  const { database, vault, now, dryRun, say } = given;
  for (const line of keysInWords(vault, await countKeys(database.knex))) say(line);
  if (dryRun) return { lines: ['试算，没有写入任何内容'], complete: true };
  const rotated = await rotateKeys(database, vault, now, { progress: patiently(given) });
  return inWords(vault, rotated);
}

/** Says how far it is, once a second at most. */
function patiently({ say, elapsed }: Given): (done: number, total: number) => void {
  let last = elapsed();
  return (done, total) => {
    if (elapsed() - last < SAY_EVERY_MS) return;
    last = elapsed();
    say(`已换 ${done} / ${total} 条`);
  };
}

function keysInWords(vault: Vault, counted: readonly KeysOfColumn[]): string[] {
  const totals = [...totalByKey(counted)].sort();
  if (totals.length === 0) return ['数据库里还没有加密的数据'];
  return ['加密的数据，按密钥：', ...totals.map(([id, rows]) => `  “${id}”：${rows} 条，${roleOf(vault, id)}`)];
}

function roleOf({ writingId, keyIds }: Vault, id: string): string {
  if (id === writingId) return '现在用它写';
  return keyIds.includes(id) ? '等着换' : 'DATA_KEYS 里没有它';
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, rows) => sum + rows, 0);

function inWords(vault: Vault, { rows, broken, left }: Rotated): { lines: string[]; complete: boolean } {
  const waiting = sumOf(left) - sumOf(broken);
  const lines = [
    `换好了 ${rows} 条，现在用“${vault.writingId}”`,
    ...[...broken].map(([name, count]) => `  ${name}：有 ${count} 条打不开，内容被改动过，没有换`),
    waiting > 0
      ? `还有 ${waiting} 条是别的密钥写的：可能有进程还在用旧的 DATA_KEYS。请让所有进程都用上新的设置，再运行一次`
      : spareKeys(vault),
  ];
  return { lines, complete: waiting <= 0 && broken.size === 0 };
}

function spareKeys({ writingId, keyIds }: Vault): string {
  const spare = keyIds.filter((id) => id !== writingId);
  if (spare.length === 0) return 'DATA_KEYS 里没有多余的密钥';
  return `等所有进程都用上新的 DATA_KEYS，就可以从里面去掉 ${spare.join('、')}；旧备份仍要用它，请另外保存好`;
}
