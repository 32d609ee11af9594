import { breathe } from '../../../kernel/batches';
import type { Db } from '../../../kernel/database';
import { Tally } from '../changes';
import type { PersonType, RowError } from '../schema';
import { type SettledDay, SettledDays } from '../settled-rules';
import { Problems } from './problems';
import { fromMissing } from './rows';
import type { Plan, Staged, StagedRow } from './schema';
import type { Ground, OnProgress } from './stage';
import { addRows, savePlans } from './store';
import type { Turn } from './turn';

/** What is found while rows are compared with the roster, all of it that must be held. */
export class Findings {
  readonly tally = new Tally();
  readonly settled: SettledDays;
  /** Classes and departments that there are on the effective date. */
  readonly known = { class: new Set<string>(), department: new Set<string>() };
  private readonly found: Problems;
  private done = 0;
  /** The place after the last row. */
  private next: number;

  constructor(
    readonly ground: Ground,
    readonly staged: Staged,
    days: readonly SettledDay[],
    private readonly onProgress: OnProgress,
  ) {
    this.settled = new SettledDays(days);
    this.found = new Problems(ground.database, staged);
    this.next = staged.rows + 1;
  }

  get db(): Db {
    return this.ground.database.knex;
  }

  get problems(): number {
    return this.found.count;
  }

  refuse(errors: readonly RowError[]): Promise<void> {
    return this.found.add(errors);
  }

  learn({ classCode, departmentCode }: { classCode: string; departmentCode: string }): void {
    this.known.class.add(classCode);
    this.known.department.add(departmentCode);
  }

  count(type: PersonType, { after, changes, standing }: Turn): void {
    this.settled.look([...after.enrolments].map(([person, rows]) => [standing.enrolments.get(person) ?? [], rows]));
    this.tally.count(type, (type === 'student' ? after.enrolments : after.scopes).size);
    for (const change of changes.values()) this.tally.add(change);
  }

  /** Notes what has to be written of rows that the files have. */
  async note(plans: ReadonlyMap<number, Plan>, looked: number): Promise<void> {
    const { ground, staged } = this;
    if (plans.size > 0) await ground.database.transaction((tx) => savePlans(tx, staged.id, plans));
    this.done += looked;
    await this.onProgress(this.done, staged.rows);
    await breathe();
  }

  /** Makes rows for people of the roster whom the files lack; `planOf` says what has to be written of them. */
  async retire(
    type: PersonType,
    people: readonly { person_no: string; name: string }[],
    planOf: (rows: readonly StagedRow[]) => Promise<ReadonlyMap<number, Plan>>,
  ): Promise<void> {
    const { ground, staged } = this;
    const rows = people.map((person, index) =>
      fromMissing({ import_id: staged.id, seq: this.next + index }, type, person),
    );
    this.next += rows.length;
    const plans = await planOf(rows);
    await ground.database.transaction(async (tx) => {
      await addRows(tx, rows);
      await savePlans(tx, staged.id, plans);
    });
    await breathe();
  }
}
