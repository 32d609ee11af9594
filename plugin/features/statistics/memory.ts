import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { type Campaign, epochColumn } from '../campaign';
import { hasDepartments } from '../policy';
import { reportedBy } from './earlier';
import { figuresOf } from './figures';
import { countNever, countPeople } from './people';
import type { PeopleFilter, Statistics } from './schema';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
}

interface Remembered {
  version: string;
  value: unknown;
}

/** So many answers of so many departments and days are kept; the one that was not asked for longest goes first. */
const KEPT = 200;

/**
 * What one instance remembers of the figures of many people. Before it is told again, the database is asked whether any
 * campaign, the roster, or a report of that day has changed since it was counted: it is never older than what a query
 * would find. Few people are counted faster than that is asked. Not for transactions that have changed reports.
 */
export class FiguresMemory {
  private readonly kept = new Map<string, Remembered>();

  /** The figures of a day, as {@link figuresOf} counts them. */
  figures(db: Db, asked: Asked & { by: 'class' | 'department' }): Promise<Statistics> {
    return this.recall(db, asked, { what: asked.by, days: [asked.date] }, () => figuresOf(db, asked));
  }

  /** How many never reported, as {@link countNever} counts them. */
  never(db: Db, asked: Asked): Promise<ReadonlyMap<string, number>> {
    return this.recall(db, asked, { what: 'never' }, () => countNever(db, asked));
  }

  /** How many had reported by an instant, as {@link reportedBy} counts them. */
  reportedBy(db: Db, asked: Asked & { at: number }): Promise<ReadonlyMap<string, number>> {
    return this.recall(db, asked, { what: `by ${asked.at}`, days: [asked.date] }, () => reportedBy(db, asked));
  }

  /** How many people a filter leaves, as {@link countPeople} counts them; searches are not remembered. */
  people(db: Db, { filter, ...asked }: Omit<Asked, 'date'> & { filter: PeopleFilter }): Promise<number> {
    const { date, q } = filter;
    const count = () => countPeople(db, { ...asked, filter });
    if (q) return count();
    const days = filter.state === 'never' ? undefined : [date];
    return this.recall(db, { ...asked, date }, { what: JSON.stringify(filter), days }, count);
  }

  /**
   * What {@link count} comes to, or came to when it was last asked for. Nobody waits for another's count: who holds a
   * connection would wait for one who needs it.
   * @param days those whose reports count; all of the campaign's where none are named
   */
  async recall<T>(
    db: Db,
    { caller, campaign, date }: Asked,
    { what, days }: { what: string; days?: readonly CivilDate[] },
    count: () => Promise<T>,
  ): Promise<T> {
    if (!hasDepartments(caller)) return count();
    const version = await readVersion(db, campaign, days);
    if (version === undefined) return count();
    const scope = caller.scopes.map(({ kind, code }) => [kind, code].join()).sort();
    const key = JSON.stringify([campaign.id, date, what, scope]);
    const known = this.kept.get(key);
    const value = known?.version === version ? (known.value as T) : await count();
    this.kept.delete(key);
    this.kept.set(key, { version, value });
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    return value;
  }
}

/** What changes with anything that figures are made of. It is read before they are counted, so that it is never newer. */
async function readVersion(db: Db, campaign: Campaign, days?: readonly CivilDate[]): Promise<string | undefined> {
  const { id, audiences } = campaign;
  const turns = db('checkin_report_turn').where('campaign_id', id).sum('turn');
  if (days) void turns.whereIn('day', [...days]);
  const roster = db('checkin_roster_hold').where('name', 'version').select('turn');
  const [row] = await db.select(epochColumn(db), roster.as('roster'), turns.as('reports'));
  if (!row?.epoch || row.roster === null) return undefined;
  // Whom a campaign exempts is the caller's to know: it may have been read before the last change.
  return JSON.stringify([row.epoch, row.roster, Number(row.reports ?? 0), audiences]);
}
