import { breathe } from '../../../kernel/batches';
import { ClassClaims, wrongTypes } from '../rules';
import type { Findings } from './findings';
import { planStudents } from './plan';
import { rowsInBatches } from './read-model';
import { missingPeople, stayingClasses } from './roster-read-model';
import type { StagedRow, StudentRow } from './schema';
import { studentsTurn, type Turn } from './turn';

/** Finds what becomes of students, and where a class would come into a second department. */
export async function compareStudents(findings: Findings): Promise<void> {
  const { db, staged } = findings;
  const retires = staged.retireMissing && staged.spans.student[1] > 0;
  const claims = new ClassClaims();
  await learnBad(findings);
  if (!retires) await learnStaying(findings, claims);
  for await (const rows of rowsInBatches(db, staged, 'student')) {
    const turn = await turnOf(findings, rows);
    await judge(findings, claims, turn);
    await findings.note(planStudents(rows, turn, staged.effective), rows.length);
  }
  if (!retires) return;
  for await (const people of missingPeople(db, staged, 'student')) await findings.retire('student', people, planOf);

  async function planOf(rows: readonly StagedRow[]) {
    const turn = await turnOf(
      findings,
      [],
      rows.map((row) => row.person_no),
    );
    return planStudents(rows, turn, staged.effective);
  }
}

/** Nobody else is to be blamed for what only a bad row names. */
async function learnBad(findings: Findings): Promise<void> {
  const { db, staged } = findings;
  for await (const rows of rowsInBatches(db, staged, 'bad'))
    for (const row of rows) findings.learn({ classCode: row.class_code, departmentCode: row.department_code });
}

/** What students say of their classes of whom no row speaks. */
async function learnStaying(findings: Findings, claims: ClassClaims): Promise<void> {
  const { db, staged } = findings;
  for await (const classes of stayingClasses(db, staged)) {
    for (const each of classes) {
      claims.stay(each, staged.effective);
      if (each.fromDay <= staged.effective) findings.learn(each);
    }
    await breathe();
  }
}

async function judge(findings: Findings, claims: ClassClaims, { entries, standing }: Turn): Promise<void> {
  const { students } = entries;
  for (const entry of students) if (entry.status !== '退学') findings.learn(entry);
  await findings.refuse([...wrongTypes(entries, standing.people), ...claims.judge(students)]);
}

async function turnOf(findings: Findings, rows: readonly StudentRow[], missing: readonly string[] = []): Promise<Turn> {
  const { db, ground, staged } = findings;
  const turn = await studentsTurn({ db, vault: ground.vault }, staged, rows, missing);
  findings.count('student', turn);
  return turn;
}
