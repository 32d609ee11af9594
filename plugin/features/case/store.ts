import { isDuplicate, type Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { ERASED } from '../../kernel/words';
import type { Case, CaseEntry, EntryKind, Said } from './schema';

/** A row of `checkin_case`. */
export interface CaseRow {
  id: number;
  campaign_id: number;
  person_no: string;
  open_of: string | null;
  from_day: string;
  entries: number;
  opened_at: number;
  noted_at: number | null;
  closed_at: number | null;
}

/** A row of `checkin_case_entry`. */
export interface EntryRow {
  case_id: number;
  sequence: number;
  kind: EntryKind;
  day: string;
  sealed: string;
  by_no: string;
  by_name: string;
  by_duty: string;
  at: number;
}

type Whose = Pick<Case, 'campaignId' | 'personNo'>;

/** Whom an open case is for: unique, so that nobody has two. */
export function openOf({ campaignId, personNo }: Whose): string {
  return `${campaignId}/${personNo}`;
}

/** Names the row that a sealed entry belongs to. */
export function contextOf(caseId: number, sequence: number): string {
  return `case/${caseId}/${sequence}`;
}

/** The entry that a row holds. */
export function openEntry(vault: Vault, row: EntryRow): CaseEntry {
  return {
    ...openSaid(vault, row),
    sequence: row.sequence,
    kind: row.kind,
    day: row.day,
    by: { personNo: row.by_no, name: row.by_name, duty: row.by_duty },
    at: Number(row.at),
  };
}

/** What people write was erased once its time was over; the rest of a case never had words. */
function openSaid(vault: Vault, { sealed, kind, case_id, sequence }: EntryRow): Said {
  if (sealed === '') return { note: WRITTEN.includes(kind) ? ERASED : '' };
  return vault.openJson<Said>(sealed, contextOf(case_id, sequence));
}

/** The case that a row holds. */
export function toCase(row: CaseRow): Case {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    personNo: row.person_no,
    isOpen: row.open_of !== null,
    fromDay: row.from_day,
    entries: row.entries,
    openedAt: Number(row.opened_at),
    notedAt: row.noted_at === null ? null : Number(row.noted_at),
    closedAt: row.closed_at === null ? null : Number(row.closed_at),
  };
}

/** Opens a case, without an entry yet. Throws a duplicate error where the student has one that is open. */
export async function insertCase(tx: Tx, whose: Whose & Pick<Case, 'fromDay' | 'openedAt'>): Promise<Case> {
  const row = {
    campaign_id: whose.campaignId,
    person_no: whose.personNo,
    open_of: openOf(whose),
    from_day: whose.fromDay,
    entries: 0,
    opened_at: whose.openedAt,
    noted_at: null,
    closed_at: null,
  };
  const [id] = await tx('checkin_case').insert(row);
  return toCase({ id: Number(id), ...row });
}

/** What a new entry says. */
export type NewEntry = Omit<CaseEntry, 'sequence'>;

/** What an entry makes of the case: closed, open again, or as it was. */
const STATES: Partial<Record<EntryKind, 'open' | 'closed'>> = {
  report: 'open',
  found: 'open',
  reopen: 'open',
  close: 'closed',
  withdraw: 'closed',
};
/** What counts as having been written. */
const WRITTEN: readonly EntryKind[] = ['found', 'note', 'close', 'reopen'];

/**
 * Adds an entry to a case that was read under a lock, and brings the case up to date. Throws 409 where it would be the
 * student's second open one, or a rival has written in it after all.
 */
export async function addEntry(tx: Tx, vault: Vault, before: Case, entry: NewEntry): Promise<Case> {
  const state = STATES[entry.kind] ?? (before.isOpen ? 'open' : 'closed');
  const after: Case = {
    ...before,
    isOpen: state === 'open',
    entries: before.entries + 1,
    notedAt: WRITTEN.includes(entry.kind) ? entry.at : before.notedAt,
    closedAt: state === 'open' ? null : before.isOpen ? entry.at : before.closedAt,
  };
  await update(tx, before, after);
  await tx('checkin_case_entry').insert(toEntryRow(vault, before.id, { ...entry, sequence: after.entries }));
  return after;
}

async function update(tx: Tx, before: Case, after: Case): Promise<void> {
  const row = {
    open_of: after.isOpen ? openOf(after) : null,
    entries: after.entries,
    noted_at: after.notedAt,
    closed_at: after.closedAt,
  };
  try {
    const changed = await tx('checkin_case').where({ id: before.id, entries: before.entries }).update(row);
    if (changed !== 1) throw new Problem('conflict', { detail: '刚刚有人也在写这个跟进，请看最新情况' });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Problem('conflict', { detail: '这位学生已有一个正在进行的跟进，请在那里继续' });
  }
}

function toEntryRow(vault: Vault, caseId: number, { note, step, outcome, decision, ...entry }: CaseEntry): EntryRow {
  return {
    case_id: caseId,
    sequence: entry.sequence,
    kind: entry.kind,
    day: entry.day,
    sealed: vault.sealJson({ note, step, outcome, decision } satisfies Said, contextOf(caseId, entry.sequence)),
    by_no: entry.by.personNo,
    by_name: entry.by.name,
    by_duty: entry.by.duty,
    at: entry.at,
  };
}
