import { type CivilDate, FOREVER, isCivilDate } from '../../kernel/civil-date';
import type { Database, Tx } from '../../kernel/database';
import { invalid } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { type Actor, recordAudit } from '../audit';
import { type Counts, changesOf, countChanges, type RosterChange } from './changes';
import { holdsOn, type Replacing } from './period';
import { type After, enrolmentsAfter, planImport, scopesAfter } from './plan-import';
import { type Reading, readEntries } from './read-entries';
import { readFile } from './read-file';
import { inReadingOrder, RosterRefused } from './refusal';
import { classesInTwoDepartments, differingNames, doubledPeople, wrongTypes } from './rules';
import type { RosterFile, RowError, Sheet } from './schema';
import { resolveScopes } from './scope-rules';
import { readStanding, type Standing } from './standing';
import { saveImport } from './store';

export interface ImportOptions {
  actor: Actor;
  files: RosterFile[];
  /** The first day on which the files hold; today if left out. */
  effective?: CivilDate;
  /** Checks everything and writes nothing. */
  dryRun?: boolean;
  /** Ends, on the effective date, those students or staff who are not in the files of their kind. */
  retireMissing?: boolean;
  today: CivilDate;
  /** Milliseconds. */
  now: number;
}

export interface ImportResult {
  effective: CivilDate;
  dryRun: boolean;
  students: Counts;
  staff: Counts;
  /** Each person who is added, changed or leaves. */
  changes: RosterChange[];
}

/**
 * Brings the roster to what the files say, from the effective date on; no day before it is altered. People who are not
 * in the files stay as they are unless `retireMissing`. All or nothing: throws {@link RosterRefused} with every bad row,
 * and a `Problem` when the effective date is none.
 */
export async function importRoster(database: Database, vault: Vault, options: ImportOptions): Promise<ImportResult> {
  const { effective = options.today, retireMissing = false } = options;
  if (!isCivilDate(effective) || effective >= FOREVER) {
    throw invalid([{ pointer: '/effective', message: '生效日期应写成 2021-01-18 这样的日期' }]);
  }
  const reading = readEntries(readFiles(options.files));
  return database.transaction((tx) => importEntries(tx, vault, reading, { effective, retireMissing }, options));
}

/** All files, or the refusal of all that cannot be read: without them no row can be judged. */
function readFiles(files: readonly RosterFile[]): Sheet[] {
  const errors: RowError[] = files.length > 0 ? [] : [{ file: '名单', row: 0, message: '没有给出文件' }];
  const sheets = files.flatMap((file) => {
    try {
      return [readFile(file)];
    } catch (error) {
      if (!(error instanceof RosterRefused)) throw error;
      errors.push(...error.errors);
      return [];
    }
  });
  if (errors.length > 0) throw new RosterRefused(errors);
  return sheets;
}

async function importEntries(
  tx: Tx,
  vault: Vault,
  reading: Reading,
  how: Replacing,
  { actor, dryRun = false, now, files }: ImportOptions,
): Promise<ImportResult> {
  const withContact = reading.students.filter(({ contact }) => Object.keys(contact).length > 0);
  const numbers = new Set(withContact.map(({ personNo }) => personNo));
  const standing = await readStanding(tx, vault, how.effective, numbers);
  const { after, errors } = judge(reading, standing, how);
  if (errors.length > 0) throw new RosterRefused(inReadingOrder(errors, files));
  if (!dryRun) await saveImport(tx, vault, planImport(reading, after, standing), how.effective, now);
  const changes = changesOf(reading, after, standing, how.effective);
  const students = countChanges(changes, 'student', after.enrolments.size);
  const staff = countChanges(changes, 'staff', after.scopes.size);
  if (!dryRun) await recordImport(tx, actor, now, changes, { effective: how.effective, students, staff });
  return { effective: how.effective, dryRun, students, staff, changes };
}

async function recordImport(
  tx: Tx,
  actor: Actor,
  at: number,
  changes: RosterChange[],
  detail: Record<string, unknown>,
) {
  if (changes.length > 0) await recordAudit(tx, { actor, action: 'roster.import', at, people: changes.length, detail });
}

/** What follows from the rows, and everything that is wrong with them. */
function judge(reading: Reading, standing: Standing, how: Replacing): { after: After; errors: RowError[] } {
  const { students, staff, errors, named } = reading;
  const enrolments = enrolmentsAfter(students, standing, how);
  const staying = [...standing.enrolments]
    .filter(([person]) => !enrolments.has(person) && !named.people.has(person))
    .flatMap(([, rows]) => rows);
  const inForce = [...staying, ...[...enrolments.values()].flat()].filter((row) => holdsOn(row, how.effective));
  const scopes = resolveScopes(staff, {
    class: new Set([...inForce.map(({ classCode }) => classCode), ...named.classes]),
    department: new Set([...inForce.map(({ departmentCode }) => departmentCode), ...named.departments]),
  });
  return {
    after: { enrolments, scopes: scopesAfter(scopes.scopes, standing, how) },
    errors: [
      ...errors,
      ...doubledPeople(reading),
      ...wrongTypes(reading, standing.people),
      ...differingNames(staff),
      ...classesInTwoDepartments(students, staying, how.effective),
      ...scopes.errors,
    ],
  };
}
