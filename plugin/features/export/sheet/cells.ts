import { wallTime } from '../../../kernel/civil-date';
import type { Vault } from '../../../kernel/vault';
import { ERASED } from '../../../kernel/words';
import { type Answers, describeAnswer, type Question, questionsOf } from '../../form';
import { type Column, type Fact, questionKey, type Sealed, type SheetPlan, type SheetRow, type Value } from './plan';

/** What a report's sealed text holds. */
interface Opened {
  answers: Answers;
  flags: string[];
}

/** A row with its answers opened, and how its form names things. */
interface Told {
  row: SheetRow;
  opened: Opened | undefined;
  flags: Record<string, string>;
  moment(at: number | undefined): number | null;
  open(sealed: Sealed | null | undefined): string | null;
}

const FACTS: Record<Fact, (told: Told) => Value> = {
  date: ({ row }) => row.date,
  studentNo: ({ row }) => row.studentNo,
  name: ({ row }) => row.name,
  department: ({ row }) => row.department,
  class: ({ row }) => row.class,
  status: ({ row }) => row.status,
  exemptReason: ({ row }) => row.exemptReason,
  submittedAt: ({ row, moment }) => moment(row.report?.submittedAt),
  revision: ({ row }) => row.report?.revision ?? null,
  flags: ({ opened, flags, row }) =>
    isErased(row) ? ERASED : (opened?.flags.map((code) => flags[code] ?? code).join('、') ?? null),
  decision: ({ row }) => row.review?.decision ?? null,
  note: ({ row, open }) => open(row.review?.note),
  reviewer: ({ row }) => row.review?.reviewer ?? null,
  decidedAt: ({ row, moment }) => moment(row.review?.at),
};

/** Makes the cells of rows: opens what is sealed, and says it in the words of the day's form. */
export class CellMaker {
  private readonly forms: Map<number, { questions: (Question | undefined)[]; flags: Record<string, string> }>;
  private readonly clock: WallClock;

  constructor(
    private readonly plan: Pick<SheetPlan, 'columns' | 'versions' | 'timeZone'>,
    private readonly vault: Vault,
  ) {
    this.clock = new WallClock(plan.timeZone);
    this.forms = new Map(
      plan.versions.map(({ version, form, flags }) => {
        const asked = new Map(questionsOf(form).map((question) => [questionKey(question), question]));
        const questions = plan.columns.map(({ from }) => ('question' in from ? asked.get(from.question) : undefined));
        return [version, { questions, flags }];
      }),
    );
  }

  /** The cells of a row, in the order of the columns. */
  cellsOf(row: SheetRow): Value[] {
    const form = row.report ? this.forms.get(row.report.version) : undefined;
    const opened = row.report?.sealed ? this.openReport(row.report.sealed) : undefined;
    const told: Told = {
      row,
      opened,
      flags: form?.flags ?? {},
      moment: (at) => (at === undefined ? null : this.clock.at(at)),
      open: (sealed) => this.openText(sealed),
    };
    return this.plan.columns.map((column, index) => cellOf(column, told, form?.questions[index]));
  }

  private openText(sealed: Sealed | null | undefined): string | null {
    if (sealed === null) return ERASED;
    return sealed ? this.vault.open(sealed.text, sealed.context) : null;
  }

  private openReport({ text, context }: Sealed): Opened {
    return this.vault.openJson<Opened>(text, context);
  }
}

function cellOf({ from }: Column, told: Told, question: Question | undefined): Value {
  if ('fact' in from) return FACTS[from.fact](told);
  if (question && isErased(told.row)) return ERASED;
  const value = question && told.opened?.answers[question.name];
  if (question === undefined || value === undefined || value === null) return null;
  return typeof value === 'number' ? value : describeAnswer(question, value);
}

/** The time to keep what was answered is over. */
function isErased({ report }: SheetRow): boolean {
  return report !== null && report.sealed === null;
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
