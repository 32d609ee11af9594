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

type Kind = Pick<PeopleFilter, 'state' | 'status'>;

/** How many people of a class are meant, in one of the departments to which they belong. */
interface Counted {
  code: string;
  department: string;
  people: number;
}

/** The figures of a day as they are told: by class, by department, as one who counts people asks for them. */
export class DayFigures {
  private readonly told = new Map<By, Statistics>();
  private readonly counted = new Map<string, readonly Counted[]>();
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

  /** The codes of all classes, in their order. */
  get codes(): IterableIterator<string> {
    return this.classes.keys();
  }

  /** How many people a state and a status leave, by class and department, in the order of their codes. */
  count({ state, status }: Kind): readonly Counted[] {
    const key = `${state}/${status}`;
    const counted =
      this.counted.get(key) ?? [...this.classes].flatMap(([code, rows]) => countRows(code, rows, { state, status }));
    this.counted.set(key, counted);
    return counted;
  }

  /** How many these are in all. */
  total(kind: Kind): number {
    return this.count(kind).reduce((total, { people }) => total + people, 0);
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

/** How many people of a class a state and a status leave; of those who never reported, who might be. */
function countRows(code: string, rows: readonly FiguresRow[], { state, status }: Kind): Counted[] {
  const wanted = status === 'unreported' ? 'silent' : status;
  const meant = CELLS.filter(
    (cell) => (!state || OF_STATE[state].includes(cell)) && (wanted === undefined || cell === wanted),
  );
  return rows.map((row) => {
    return {
      code,
      department: row.department.code,
      people: meant.reduce((sum, cell) => sum + countCell(row, cell), 0),
    };
  });
}

function countCell(row: FiguresRow, cell: Cell): number {
  return cell === 'silent' ? row.unreported - row.returned : row[cell];
}
