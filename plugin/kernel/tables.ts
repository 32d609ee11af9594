import { type Database, isUnavailable } from './database';
import type { Log } from './log';
import { migrate } from './migrate';

/** Brings the tables up to date; a database that is away at the start is tried again at the next tick. */
export class Tables {
  private ready = false;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    /** Makes sure that what is in the tables can be read. Whatever it throws is thrown. */
    private readonly demandKeys: () => Promise<void>,
  ) {}

  async prepare(): Promise<void> {
    if (this.ready) return;
    try {
      const taken = await migrate(this.database);
      if (taken.length > 0) this.log.info({ taken }, 'tables brought up to date');
      await this.demandKeys();
      this.ready = true;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.log.error({ err: error }, 'the database cannot be reached');
    }
  }
}
