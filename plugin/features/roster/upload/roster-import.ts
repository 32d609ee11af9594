import type { CivilDate } from '../../../kernel/civil-date';
import type { Actor } from '../../audit';
import type { ChangeKind, RosterChange, Summary } from '../changes';
import type { PersonType } from '../schema';
import type { Seen, Staged } from '../staging/schema';

/**
 * How far an uploaded roster is. `receiving` the files; `reading` them, `checking` the rows and `applying` them go on
 * without anybody waiting; `ready` waits to be confirmed; the others are ends.
 */
export type ImportState = (typeof IMPORT_STATES)[number];
export const IMPORT_STATES = [
  'receiving',
  'reading',
  'checking',
  'ready',
  'applying',
  'refused',
  'failed',
  'done',
  'cancelled',
  'expired',
] as const;

/** Those in which a job has something to do. */
export const WORKING = ['reading', 'checking', 'applying'] as const satisfies ImportState[];

/** Who is affected: in figures, the first ones of each kind, and the first of all in words for the record. */
export type Preview = Pick<Summary, 'students' | 'staff' | 'counts'> & {
  samples: Record<PersonType, Partial<Record<ChangeKind, RosterChange[]>>>;
  words: string[];
};

/** What stays of a preview when it is over: figures, and nobody's name. */
export function figuresOf(preview: Preview): Preview {
  return { ...preview, samples: { student: {}, staff: {} }, words: [] };
}

/** A roster that somebody has uploaded. */
export interface RosterImport {
  id: string;
  state: ImportState;
  /** Counts what was asked for: work that was asked for again is other work, and a preview that was made anew another. */
  turn: number;
  actor: Actor;
  confirmer: Actor | undefined;
  effective: CivilDate;
  retireMissing: boolean;
  /** In bytes. */
  files: { name: string; size: number }[];
  /** How much of how much of the present work is done; both 0 where that is not known. */
  done: number;
  total: number;
  /** Where its rows wait. */
  stageId: string | undefined;
  staged: Staged | undefined;
  seen: Seen | undefined;
  preview: Preview | undefined;
  /** How many things are wrong with the rows. */
  problems: number;
  /** Why it was refused as a whole, or failed. */
  reason: string | undefined;
  /** It was compared again because the roster had changed. */
  moved: boolean;
  /** Milliseconds. */
  createdAt: number;
  updatedAt: number;
}
