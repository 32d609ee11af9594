import type { Database } from '../../../kernel/database';
import type { RowError } from '../schema';
import type { Staged } from './schema';
import { addProblems } from './store';

/** Nobody reads on: such a file is wrong as a whole. */
const MOST_KEPT = 20_000;

/** Keeps what is wrong with the rows of an import, as it is found; of more than 20,000 things only how many there are. */
export class Problems {
  /** How many there are. */
  count: number;
  private readonly importId: string;
  private readonly sheets: readonly string[];

  constructor(
    private readonly database: Database,
    { id, sheets, problems }: Pick<Staged, 'id' | 'sheets' | 'problems'>,
  ) {
    this.importId = id;
    this.sheets = sheets;
    this.count = problems;
  }

  async add(errors: readonly RowError[]): Promise<void> {
    const kept = errors.slice(0, Math.max(0, MOST_KEPT - this.count));
    const placed = kept.map((error, index) => {
      return { sheetNo: this.sheets.indexOf(error.file), place: this.count + index, error };
    });
    if (kept.length > 0) await this.database.transaction((tx) => addProblems(tx, this.importId, placed));
    this.count += errors.length;
  }
}
