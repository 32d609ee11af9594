import type { Db } from '../../kernel/database';
import { hasDepartments } from '../policy';
import { type Asked, ClassMemory } from './class-memory';
import { countCells, DayFigures } from './day-figures';
import { firstReports, sentBy } from './earlier';
import { figuresByClass } from './figures';
import { neverReported, stillNever } from './never';
import { countPeople, type NameOfDay, namesBehind } from './people';
import type { PeopleFilter } from './schema';

type PeopleAsked = Omit<Asked, 'date'> & { filter: PeopleFilter };

/** A class with people whom a filter leaves. */
export interface ClassBehind {
  code: string;
  people: number;
}

/** More names than these are not remembered: early on a day they are nearly everybody's, and nobody reads them all. */
const MOST_NAMES = 5_000;

/** The figures of days, and what stands beside them, as far as one instance remembers them: see {@link ClassMemory}. */
export class FiguresMemory {
  private readonly memory = new ClassMemory();

  /** The figures of a day, as `figuresOf` counts them. */
  figures(db: Db, asked: Asked): Promise<DayFigures> {
    const count = (within?: readonly string[]) => figuresByClass(db, { ...asked, within });
    return this.memory.recall(db, asked, {
      what: 'figures',
      count,
      show: (values) => new DayFigures(asked.date, values),
    });
  }

  /** How many of a day have not reported once in the campaign, by class. */
  never(db: Db, asked: Asked): Promise<ReadonlyMap<string, number>> {
    return this.memory.recall(db, asked, {
      what: 'never',
      ofAllDays: true,
      count: (within) => neverReported(db, { ...asked, within }),
      mend: (values) => stillNever(db, asked.campaign, values),
      show: (values) => new Map([...values].map(([code, people]) => [code, people.length])),
    });
  }

  /** How many of a day's due had sent a first report by an instant, by class. */
  async reportedBy(db: Db, { at, ...asked }: Asked & { at: number }): Promise<ReadonlyMap<string, number>> {
    const sent = await this.memory.recall(db, asked, {
      what: 'first reports',
      count: (within) => firstReports(db, { ...asked, within }),
      show: (values) => values,
    });
    return new Map([...sent].map(([code, instants]) => [code, sentBy(instants, at)]));
  }

  /** The names that a filter leaves, as {@link namesBehind} finds them. */
  async names(db: Db, asked: PeopleAsked): Promise<readonly NameOfDay[]> {
    return (await this.missing(db, asked)) ?? namesBehind(db, asked);
  }

  /** The same where it leaves all who are missing somewhere; nothing of any other filter, and where they are very many. */
  async missing(db: Db, { caller, campaign, filter }: PeopleAsked): Promise<readonly NameOfDay[] | undefined> {
    const { state, status, q, date } = filter;
    const asked = { caller, campaign, date };
    if (state !== 'unreported' || status || q?.trim() || !hasDepartments(caller)) return undefined;
    const figures = await this.figures(db, asked);
    if (figures.by('class').total.unreported > MOST_NAMES) return undefined;
    // Its classes are those of the version that is counted by, which may be a later one than that of the figures before.
    const classes = async () => (await this.figures(db, asked)).within({ date }).map(({ code }) => code);
    const names = await this.memory.recall(db, asked, {
      what: 'missing',
      count: async (within) => missingOf(db, asked, within ?? (await classes()), within),
      show: (values) => [...values.values()].flat(),
    });
    const { class: classCode = undefined, department } = filter;
    return names.filter(
      (each) =>
        (classCode === undefined || each.classCode === classCode) &&
        (department === undefined || each.departmentCode === department),
    );
  }

  /** How many people a filter leaves, as {@link countPeople} counts them. */
  async people(db: Db, asked: PeopleAsked): Promise<number> {
    const classes = await this.classesBehind(db, asked);
    return classes?.reduce((total, { people }) => total + people, 0) ?? countPeople(db, asked);
  }

  /**
   * The classes with people whom a filter leaves, in the order of their codes, and how many they are: where to look for
   * them. Nothing where that is not remembered: of a search, and for those who have few people.
   * @param from the first of them; nothing is known where it is none of the day's classes
   */
  async classesBehind(db: Db, { filter, ...asked }: PeopleAsked, from?: string): Promise<ClassBehind[] | undefined> {
    const { date } = filter;
    if (filter.q?.trim() || !hasDepartments(asked.caller)) return undefined;
    const figures = await this.figures(db, { ...asked, date });
    const never = filter.state === 'never' ? await this.never(db, { ...asked, date }) : undefined;
    const classes = figures.within(filter);
    const at = from === undefined ? 0 : classes.findIndex(({ code }) => code === from);
    if (at < 0) return undefined;
    return classes
      .slice(at)
      .map(({ code, rows }) => ({
        code,
        people: Math.min(countCells(rows, filter), never ? (never.get(code) ?? 0) : Infinity),
      }))
      .filter(({ people }) => people > 0);
  }
}

/** Who is missing in some classes, also where nobody is. */
async function missingOf(db: Db, { date, ...asked }: Asked, codes: readonly string[], within?: readonly string[]) {
  const names = await namesBehind(db, { ...asked, filter: { date, state: 'unreported' }, within });
  const classes = new Map<string, NameOfDay[]>(codes.map((code) => [code, []]));
  for (const name of names) classes.get(name.classCode)?.push(name);
  return classes;
}
