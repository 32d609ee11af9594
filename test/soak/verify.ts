import { sessionOf } from '../support/deployment';
import { OFFICE, type School } from './school';
import type { Receipt, Student } from './student';

interface History {
  status: string;
  revisions: { revision: number; receipt: string; answers: { note: string } }[];
}

interface Figures {
  total: Record<'due' | 'reported' | 'unreported' | 'normal' | 'pending', number>;
}

/** Holds what every instance shows against the receipts, and gives what does not agree: nothing, if all is well. */
export async function verify(
  ports: readonly number[],
  school: School,
  students: readonly Student[],
): Promise<string[]> {
  const findings: string[] = [];
  for (const [index, student] of students.entries()) {
    const port = ports[index % ports.length] ?? 0;
    const path = `reports/${student.personNo}/${school.today}/history`;
    findings.push(...compare(student.personNo, student.receipts, await get<History>(port, path)));
  }
  for (const port of ports) {
    const { total } = await get<Figures>(port, `statistics?date=${school.today}`);
    const counted = count(students);
    for (const [name, figure] of Object.entries(counted)) {
      const shown = total[name as keyof Figures['total']];
      if (shown !== figure) findings.push(`${name}: ${shown} in the statistics, ${figure} by the receipts`);
    }
  }
  return findings;
}

/** Each body that was acknowledged is there once, in its place, with the receipt that was given for it, and no other. */
function compare(personNo: string, receipts: readonly Receipt[], { revisions, status }: History): string[] {
  const kept = [...revisions].sort((a, b) => a.revision - b.revision);
  const findings: string[] = [];
  for (let place = 0; place < Math.max(kept.length, receipts.length); place += 1) {
    const [there, given] = [kept[place], receipts[place]];
    const same = there && given && there.answers.note === given.note && there.receipt === given.receipt;
    if (!same || there.revision !== place + 1 || given.revision !== place + 1)
      findings.push(`${personNo}, ${place + 1}: kept ${show(there)}, acknowledged ${show(given)}`);
  }
  if (status !== receipts.at(-1)?.status) findings.push(`${personNo}: ${status}, acknowledged as something else`);
  return findings;
}

function show(entry: { revision: number; receipt: string } | undefined): string {
  return entry ? JSON.stringify(entry) : 'nothing';
}

/** The figures of the day, counted from the receipts alone. */
function count(students: readonly Student[]): Figures['total'] {
  const last = students.map(({ receipts }) => receipts.at(-1)?.status);
  const having = (status: string) => last.filter((each) => each === status).length;
  const unreported = last.filter((each) => each === undefined).length;
  const [due, normal, pending] = [students.length, having('normal'), having('pending')];
  return { due, reported: due - unreported, unreported, normal, pending };
}

async function get<T>(port: number, path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/campaigns/winter/${path}`, {
    headers: { Authorization: `Bearer ${sessionOf(OFFICE, 'staff')}` },
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
