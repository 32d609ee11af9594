import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { REPORTED } from '../report';
import { type CountAsked, figuresByClass, sum } from './figures';
import type { FiguresRow, PeopleFilter, Statistics } from './schema';

type By = 'class' | 'department';

/** The figures of a day for the caller's scope of today, by class or by department, in the order of their codes. */
export async function figuresOf(db: Db, { by, ...asked }: CountAsked & { by: By }): Promise<Statistics> {
  return new DayFigures(asked.date, await figuresByClass(db, asked)).by(by);
}

/** The figures of a day as they are told: by class, by department, as one who counts people asks for them. */
export class DayFigures {
  private readonly told = new Map<By, Statistics>();
  private readonly written = new Map<By, Buffer>();

  constructor(
    private readonly date: CivilDate,
    private readonly classes: ReadonlyMap<string, readonly FiguresRow[]>,
  ) {}

  by(by: By): Statistics {
    const told = this.told.get(by) ?? this.tell(by);
    this.told.set(by, told);
    return told;
  }

  /** The same as JSON: of a whole school it is long, and asked for often. */
  json(by: By): Buffer {
    const written = this.written.get(by) ?? Buffer.from(JSON.stringify(this.by(by)));
    this.written.set(by, written);
    return written;
  }

  /** The rows of the classes to which a filter leads, in the order of their codes. */
  within({ class: classCode, department }: PeopleFilter): { code: string; rows: readonly FiguresRow[] }[] {
    const isMeant = (row: FiguresRow) => department === undefined || row.department.code === department;
    return [...this.classes]
      .filter(([code]) => classCode === undefined || code === classCode)
      .map(([code, rows]) => ({ code, rows: rows.filter(isMeant) }));
  }

  private tell(by: By): Statistics {
    const rows = [...this.classes.values()].flat();
    const departments = new Map<string, FiguresRow[]>();
    for (const row of rows) {
      const known = departments.get(row.department.code);
      if (known) known.push(row);
      else departments.set(row.department.code, [row]);
    }
    const sorted = [...departments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
    const told = by === 'class' ? sorted.flat() : sorted.map(toDepartment);
    return { date: this.date, total: sum(rows), rows: told };
  }
}

function toDepartment(group: readonly FiguresRow[]): FiguresRow {
  const [first] = group as [FiguresRow];
  return { department: first.department, ...sum(group) };
}

/** Everybody of a class is in one of these; the silent have sent nothing. */
const CELLS = ['normal', 'pending', 'confirmed', 'cleared', 'returned', 'silent', 'exempt'] as const;
type Cell = (typeof CELLS)[number];

const OF_STATE: Record<NonNullable<PeopleFilter['state']>, readonly string[]> = {
  due: CELLS.filter((cell) => cell !== 'exempt'),
  exempt: ['exempt'],
  reported: REPORTED,
  unreported: ['returned', 'silent'],
  never: ['silent'],
};

/** How many people of some classes a filter's state and status leave; of those who never reported, who might be. */
export function countCells(rows: readonly FiguresRow[], { state, status }: PeopleFilter): number {
  const wanted = status === 'unreported' ? 'silent' : status;
  const meant = CELLS.filter(
    (cell) => (!state || OF_STATE[state].includes(cell)) && (wanted === undefined || cell === wanted),
  );
  return rows.reduce((total, row) => meant.reduce((people, cell) => people + countCell(row, cell), total), 0);
}

function countCell(row: FiguresRow, cell: Cell): number {
  return cell === 'silent' ? row.unreported - row.returned : row[cell];
}
