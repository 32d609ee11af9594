import type { Db } from '../../kernel/database';
import { hasDepartments } from '../policy';
import { type Asked, ClassMemory } from './class-memory';
import { DayFigures } from './day-figures';
import { firstReports, sentBy } from './earlier';
import { figuresByClass } from './figures';
import { neverReported, stillNever } from './never';
import { countPeople, type NameOfDay, namesBehind, type Row, rowsBehind, toName } from './people';
import type { PeopleFilter } from './schema';

type PeopleAsked = Omit<Asked, 'date'> & { filter: PeopleFilter };

/** A class with people whom a filter leaves. */
export interface ClassBehind {
  code: string;
  people: number;
}

/** Somebody of a class, by number. */
export interface Member {
  classCode: string;
  studentNo: string;
}

/** Behind such a figure is nearly everybody, and nobody reads them all. */
const MOST_PEOPLE = 5_000;

/** The figures of days, and what stands beside them, as far as one instance remembers them: see {@link ClassMemory}. */
export class FiguresMemory {
  private readonly memory = new ClassMemory();

  /** @param mostPeople more behind a figure are not remembered one by one */
  constructor(private readonly mostPeople = MOST_PEOPLE) {}

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
  async never(db: Db, asked: Asked): Promise<ReadonlyMap<string, number>> {
    return (await this.silent(db, asked)).counts;
  }

  /** Who of them a filter leaves, by class and number; nothing where they are very many or not remembered. */
  async neverBehind(db: Db, { filter, ...asked }: PeopleAsked): Promise<Member[] | undefined> {
    if (filter.state !== 'never') return undefined;
    const classes = await this.classesBehind(db, { ...asked, filter });
    if (!classes || countOf(classes) > this.mostPeople) return undefined;
    const { people } = await this.silent(db, { ...asked, date: filter.date });
    return classes.flatMap(({ code }) => (people.get(code) ?? []).map((studentNo) => ({ classCode: code, studentNo })));
  }

  private silent(db: Db, asked: Asked) {
    return this.memory.recall(db, asked, {
      what: 'never',
      ofAllDays: true,
      count: (within) => neverReported(db, { ...asked, within }),
      mend: (values) => stillNever(db, asked.campaign, values),
      show: (people) => ({ people, counts: new Map([...people].map(([code, each]) => [code, each.length])) }),
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
  async names(db: Db, asked: PeopleAsked): Promise<NameOfDay[]> {
    return (await this.few(db, asked))?.map(toName) ?? namesBehind(db, asked);
  }

  /**
   * The people whom a filter leaves, by class and number, where their state and status leave few in the whole scope; nothing
   * where those are very many, of a search, and of those who never reported.
   */
  async few(db: Db, { caller, campaign, filter }: PeopleAsked): Promise<Row[] | undefined> {
    const { class: classCode, department, ...whole } = filter;
    const { date, state, status, q } = filter;
    if (state === 'never' || q?.trim() || !hasDepartments(caller)) return undefined;
    const asked = { caller, campaign, date };
    if ((await this.figures(db, asked)).total({ state, status }) > this.mostPeople) return undefined;
    // Its classes are those of the version that is counted by, which may be a later one than that of the figures before.
    const all = async () => [...(await this.figures(db, asked)).codes];
    const people = await this.memory.recall(db, asked, {
      what: JSON.stringify(['people', state, status]),
      count: async (within) =>
        peopleOf(await rowsBehind(db, { ...asked, filter: whole, within }), within ?? (await all())),
      show: (values) => [...values.values()].flat(),
    });
    return people.filter(
      (each) =>
        (classCode === undefined || each.class_code === classCode) &&
        (department === undefined || each.department_code === department),
    );
  }

  /** How many people a filter leaves, as {@link countPeople} counts them. */
  async people(db: Db, asked: PeopleAsked): Promise<number> {
    const classes = await this.classesBehind(db, asked);
    return classes ? countOf(classes) : countPeople(db, asked);
  }

  /**
   * The classes with people whom a filter leaves, in the order of their codes, and how many they are: where to look for
   * them. Nothing where that is not remembered: of a search, and for those who have few people.
   * @param from the first of them; nothing is known where it is none of the day's classes
   */
  async classesBehind(db: Db, { filter, ...asked }: PeopleAsked, from?: string): Promise<ClassBehind[] | undefined> {
    const { date, class: classCode, department } = filter;
    if (filter.q?.trim() || !hasDepartments(asked.caller)) return undefined;
    const figures = await this.figures(db, { ...asked, date });
    const never = filter.state === 'never' ? await this.never(db, { ...asked, date }) : undefined;
    const classes = new Map<string, number>();
    let isReached = from === undefined;
    for (const { code, department: its, people } of figures.count(filter)) {
      isReached ||= code === from;
      const isMeant = (classCode ?? code) === code && (department ?? its) === its;
      if (isReached && isMeant && people > 0) classes.set(code, (classes.get(code) ?? 0) + people);
    }
    if (!isReached) return undefined;
    return [...classes]
      .map(([code, people]) => ({ code, people: Math.min(people, never ? (never.get(code) ?? 0) : Infinity) }))
      .filter(({ people }) => people > 0);
  }
}

function countOf(classes: readonly ClassBehind[]): number {
  return classes.reduce((total, { people }) => total + people, 0);
}

/** People by their classes, also by those that have none of them. */
function peopleOf(rows: readonly Row[], codes: readonly string[]): Map<string, Row[]> {
  const classes = new Map<string, Row[]>(codes.map((code) => [code, []]));
  for (const { person_no, name, class_code, department_code, status, rule } of rows)
    classes.get(class_code)?.push({ person_no, name, class_code, department_code, status, rule });
  return classes;
}
