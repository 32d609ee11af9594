import { stringify } from 'csv-stringify/sync';
import type { SheetPlan, Value } from './plan';
import { cleaned } from './text';
import type { FileWriter, Output } from './writer';

/** RFC 4180 with the mark by which Excel knows UTF-8. What would be taken for a formula gets an apostrophe before it. */
const OPTIONS = { record_delimiter: 'windows', escape_formulas: true } as const;

/** Writes comma separated values: days as 2021-01-21, moments as 2021-01-21 07:42:10. */
export class CsvWriter implements FileWriter {
  constructor(
    private readonly plan: SheetPlan,
    private readonly output: Output,
  ) {}

  async begin(): Promise<void> {
    const headings = this.plan.columns.map(({ heading }) => cleaned(heading));
    this.output(Buffer.from(stringify([headings], { ...OPTIONS, bom: true })));
  }

  async rows(rows: readonly Value[][]): Promise<void> {
    this.output(
      Buffer.from(
        stringify(
          rows.map((values) => this.record(values)),
          OPTIONS,
        ),
      ),
    );
  }

  async end(): Promise<void> {}

  private record(values: readonly Value[]): string[] {
    return values.map((value, index) => {
      if (value === null) return '';
      if (this.plan.columns[index]?.kind === 'moment') return momentText(Number(value));
      return cleaned(String(value));
    });
  }
}

function momentText(asUtc: number): string {
  return new Date(asUtc).toISOString().slice(0, 19).replace('T', ' ');
}
