import { wallTime } from '../../../kernel/civil-date';
import type { Vault } from '../../../kernel/vault';
import { ERASED } from '../../../kernel/words';
import { type Answers, describeAnswer, type Question, questionsOf } from '../../form';
import { type Fact, questionKey, type SheetPage, type SheetPlan, type Value } from './plan';

/** What a report's sealed text holds. */
interface Opened {
  answers: Answers;
  flags: string[];
}

/** A form as the columns have it: the question of each column, if it asks it, and its flags' titles by code. */
interface FormOfColumns {
  questions: (Question | undefined)[];
  flags: Record<string, string>;
}

/** A person of a page, and what of them was opened. */
interface Person {
  page: SheetPage;
  /** Their place in the lists of the page. */
  at: number;
  opened: Opened | undefined;
  form: FormOfColumns | undefined;
}

type FactOf = (person: Person, maker: CellMaker) => Value | undefined;

const FACTS: Record<Fact, FactOf> = {
  date: ({ page }) => page.date,
  studentNo: ({ page, at }) => page.studentNo[at],
  name: ({ page, at }) => page.name[at],
  department: ({ page, at }) => page.department[at],
  class: ({ page, at }) => page.class[at],
  status: ({ page, at }) => page.status[at],
  exemptReason: ({ page, at }) => page.exemptReason[at],
  submittedAt: ({ page, at }, { clock }) => clock.at(page.submittedAt[at]),
  revision: ({ page, at }) => page.revision[at],
  flags: ({ page, at, opened, form }) => {
    if (page.sealed[at] === '') return ERASED;
    return opened?.flags.map((code) => form?.flags[code] ?? code).join('、');
  },
  decision: ({ page, at }) => page.decision[at],
  note: ({ page, at }, { vault }) => {
    const [note, context] = [page.note[at], page.noteContext[at]];
    if (note === '') return ERASED;
    return note && context ? vault.open(note, context) : null;
  },
  reviewer: ({ page, at }) => page.reviewer[at],
  decidedAt: ({ page, at }, { clock }) => clock.at(page.decidedAt[at]),
};

/** Makes the cells of rows: opens what is sealed, and says it in the words of the day's form. */
export class CellMaker {
  readonly clock: WallClock;
  /** What each column has whatever the form asks; nothing for one of a question. */
  private readonly facts: (FactOf | undefined)[];
  private readonly forms: Map<number, FormOfColumns>;

  constructor(
    { columns, versions, timeZone }: Pick<SheetPlan, 'columns' | 'versions' | 'timeZone'>,
    readonly vault: Vault,
  ) {
    this.clock = new WallClock(timeZone);
    this.facts = columns.map(({ from }) => ('fact' in from ? FACTS[from.fact] : undefined));
    this.forms = new Map(
      versions.map(({ version, form, flags }) => {
        const asked = new Map(questionsOf(form).map((question) => [questionKey(question), question]));
        const questions = columns.map(({ from }) => ('question' in from ? asked.get(from.question) : undefined));
        return [version, { questions, flags }];
      }),
    );
  }

  /** The cells of each person of a page, in the order of the columns. */
  rowsOf(page: SheetPage): Value[][] {
    return page.studentNo.map((_, at) => this.cellsOf(page, at));
  }

  private cellsOf(page: SheetPage, at: number): Value[] {
    const [version, sealed, context] = [page.version[at], page.sealed[at], page.context[at]];
    const form = version ? this.forms.get(version) : undefined;
    const opened = sealed && context ? this.vault.openJson<Opened>(sealed, context) : undefined;
    const person = { page, at, opened, form };
    return this.facts.map((fact, index) => {
      if (fact) return fact(person, this) ?? null;
      const question = form?.questions[index];
      return question && sealed === '' ? ERASED : answerOf(question, opened);
    });
  }
}

function answerOf(question: Question | undefined, opened: Opened | undefined): Value {
  const value = question && opened?.answers[question.name];
  if (question === undefined || value === undefined || value === null) return null;
  return typeof value === 'number' ? value : describeAnswer(question, value);
}

const QUARTER = 15 * 60_000;

/** The school's wall clock. Zones change their offset at quarters of an hour at most, so that one is asked for once. */
class WallClock {
  private readonly offsets = new Map<number, number>();

  constructor(private readonly timeZone: string) {}

  /** What the wall clock shows at an instant, read as if it were UTC, in milliseconds. */
  at(instant: number | null | undefined): number | null {
    if (instant === null || instant === undefined) return null;
    const quarter = Math.floor(instant / QUARTER);
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      offset = wallTime(quarter * QUARTER, this.timeZone).asUtc - quarter * QUARTER;
      this.offsets.set(quarter, offset);
    }
    return instant + offset;
  }
}
