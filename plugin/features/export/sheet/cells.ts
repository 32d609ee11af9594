import { wallTime } from '../../../kernel/civil-date';
import type { Vault } from '../../../kernel/vault';
import { ERASED } from '../../../kernel/words';
import { type Answers, describeAnswer, type Question, questionsOf } from '../../form';
import { type Fact, questionKey, type Sealed, type SheetPlan, type SheetRow, type Value } from './plan';

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

type FactOf = (row: SheetRow, maker: CellMaker, opened: Opened | undefined, form: FormOfColumns | undefined) => Value;

const FACTS: Record<Fact, FactOf> = {
  date: (row) => row.date,
  studentNo: (row) => row.studentNo,
  name: (row) => row.name,
  department: (row) => row.department,
  class: (row) => row.class,
  status: (row) => row.status,
  exemptReason: (row) => row.exemptReason,
  submittedAt: ({ report }, { clock }) => (report ? clock.at(report.submittedAt) : null),
  revision: ({ report }) => (report ? report.revision : null),
  flags: (row, _, opened, form) => {
    if (isErased(row)) return ERASED;
    return opened ? opened.flags.map((code) => form?.flags[code] ?? code).join('、') : null;
  },
  decision: ({ review }) => (review ? review.decision : null),
  note: ({ review }, { vault }) => (review ? openText(vault, review.note) : null),
  reviewer: ({ review }) => (review ? review.reviewer : null),
  decidedAt: ({ review }, { clock }) => (review ? clock.at(review.at) : null),
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

  /** The cells of a row, in the order of the columns. */
  cellsOf(row: SheetRow): Value[] {
    const { report } = row;
    const form = report ? this.forms.get(report.version) : undefined;
    const sealed = report?.sealed;
    const opened = sealed ? this.vault.openJson<Opened>(sealed.text, sealed.context) : undefined;
    const erased = isErased(row);
    return this.facts.map((fact, index) => {
      if (fact) return fact(row, this, opened, form);
      const question = form?.questions[index];
      return question && erased ? ERASED : answerOf(question, opened);
    });
  }
}

function openText(vault: Vault, sealed: Sealed | null): string {
  return sealed ? vault.open(sealed.text, sealed.context) : ERASED;
}

/** The time to keep what was answered is over. */
function isErased({ report }: SheetRow): boolean {
  return report !== null && report.sealed === null;
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
  at(instant: number): number {
    const quarter = Math.floor(instant / QUARTER);
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      offset = wallTime(quarter * QUARTER, this.timeZone).asUtc - quarter * QUARTER;
      this.offsets.set(quarter, offset);
    }
    return instant + offset;
  }
}
