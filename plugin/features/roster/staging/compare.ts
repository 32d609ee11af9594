import type { Problem } from '../../../kernel/problem';
import type { Summary } from '../changes';
import { rosterVersion } from '../read-model';
import { doubled } from '../rules';
import { settledDays } from '../settled-read-model';
import { compareStaff } from './compare-staff';
import { compareStudents } from './compare-students';
import { Findings } from './findings';
import { doubledNumbers, placesOf } from './read-model';
import { toOrigin } from './rows';
import type { Seen, Staged, StagedRow } from './schema';
import type { Ground, OnProgress } from './stage';

/** What an import would come to, and what that holds for. */
export interface Comparison {
  seen: Seen;
  summary: Summary;
  /** Why nothing may be written, where days are settled that would be altered. */
  refusal: Problem | undefined;
  /** How many things are wrong with the rows: with any of them nothing may be written. */
  problems: number;
}

/**
 * Compares rows that wait with the roster as it stands: finds what is wrong with them, and notes for each what has to be
 * written. Holds a batch of people at a time.
 */
export async function compare(ground: Ground, staged: Staged, onProgress: OnProgress): Promise<Comparison> {
  const { database } = ground;
  const version = await rosterVersion(database.knex);
  const days = await database.transaction((tx) => settledDays(tx, staged.effective));
  const findings = new Findings(ground, staged, days, onProgress);
  await judgeDoubled(findings);
  await compareStudents(findings);
  await compareStaff(findings);
  const { settled, tally, problems } = findings;
  return { seen: { version, settled: days.length }, summary: tally.summary, refusal: settled.refusal, problems };
}

/** Refuses a student who stands in two rows, and a number that stands for a student and a member of staff. */
async function judgeDoubled(findings: Findings): Promise<void> {
  const { db, staged } = findings;
  for await (const numbers of doubledNumbers(db, staged)) {
    const first = new Map<string, Pick<StagedRow, 'sheet_no' | 'row_no'>>();
    const rows = await placesOf(db, staged, numbers);
    const errors = rows.flatMap((row) => {
      const known = first.get(row.person_no);
      if (known) return [doubled(toOrigin(staged.sheets, row), row.person_type, toOrigin(staged.sheets, known))];
      first.set(row.person_no, row);
      return [];
    });
    await findings.refuse(errors);
  }
}
