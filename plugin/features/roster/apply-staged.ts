import { batches } from '../../kernel/batches';
import type { Tx } from '../../kernel/database';
import { type Actor, recordAudit } from '../audit';
import type { RosterChange, Summary } from './changes';
import type { Seen, Staged } from './staging/schema';
import type { Ground } from './staging/stage';
import { type Renamed, switchOver } from './staging/switch';

/** What is written, once it is known. */
interface Application {
  staged: Staged;
  seen: Seen;
  summary: Pick<Summary, 'students' | 'staff'>;
  /** The first changes of all, in words. */
  changes: readonly string[];
  actor: Actor;
  /** Milliseconds. */
  now: number;
}

/**
 * Puts rows that were compared into the roster, and leaves the record: how many, of the first ones in words what was
 * before and after, and every name that was another. What holds by date keeps its past by itself. Throws `RosterMoved`.
 */
export async function applyStaged(tx: Tx, { vault }: Ground, application: Application): Promise<void> {
  const { actor, now, staged, summary, changes } = application;
  const renamed = await switchOver(tx, { vault, ...application });
  const { students, staff } = summary;
  const people = [students, staff].reduce((sum, { added, changed, left }) => sum + added + changed + left, 0);
  if (people === 0) return;
  const detail = { effective: staged.effective, students, staff, changes };
  await recordAudit(tx, { actor, action: 'roster.import', at: now, people, detail });
  for (const some of batches(renamed, NAMED)) await recordRenamed(tx, application, some);
}

/** People in one record of names. */
const NAMED = 100;

async function recordRenamed(tx: Tx, { actor, now }: Application, renamed: readonly Renamed[]): Promise<void> {
  const subjects = renamed.map(({ personNo }) => personNo);
  const changes = renamed.map(({ personNo, from, to }) => `${personNo} ${from} → ${to}`);
  await recordAudit(tx, { actor, action: 'roster.rename', at: now, subjects, detail: { changes } });
}

const RECORDED = 40;
const LONGEST = 200;

const WORDS: Record<RosterChange['change'], string> = { added: '新增', back: '返回', changed: '变更', left: '离开' };

/** The first changes in words, a line a person: what was before, and what comes after. */
export function changesInWords(changes: readonly RosterChange[]): string[] {
  const lines = changes.slice(0, RECORDED).map(({ personNo, name, change, differences }) => {
    const facts = differences.map(({ field, from, to }) => `${field} ${from ?? '—'} → ${to ?? '—'}`);
    const line = `${personNo} ${name} ${WORDS[change]}：${facts.join('；')}`;
    return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  });
  return changes.length > RECORDED ? [...lines, `……共有 ${changes.length} 人以上，这里记下前 ${RECORDED} 人`] : lines;
}
