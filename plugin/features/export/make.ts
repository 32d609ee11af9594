import { randomBytes } from 'node:crypto';
import { type CivilDate, civilDateOf, daysFrom } from '../../kernel/civil-date';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Settings } from '../../kernel/settings';
import { recordAudit } from '../audit';
import { type Campaign, listCampaigns } from '../campaign';
import { findCaller } from '../launch';
import { columnsOf } from './columns';
import { Pace } from './pace';
import { findExport } from './read-model';
import { type DayPlan, isPlaceInScope, pagesOf, planDay, type RowsAsked } from './rows-read-model';
import { KEPT_MS, whyTooLarge } from './rules';
import type { Export } from './schema';
import type { SheetPage } from './sheet/plan';
import { SheetThread } from './sheet/sheet-thread';
import type { Answered } from './sheet/thread';
import { addChunks, beginRun, fail, finish, Overtaken, type Run, saveTotal } from './store';
import { filterWords } from './words';

/** What making files needs of the rest of the module. */
export interface MakeParts {
  database: Database;
  clock: Clock;
  settings: Pick<Settings, 'timeZone' | 'dataKeys'>;
}

/** There can be no such file: the message says why, in words for its owner. */
class Hopeless extends Error {}

/**
 * Makes the file of an export: counts its rows, reads them page by page with its owner's rights of today, has them written
 * in a thread, and keeps the parts as they are filled. A run that was killed is begun anew, and one that another has taken
 * the place of ends.
 */
export async function makeFile({ database, ...parts }: MakeParts, id: string, signal: AbortSignal): Promise<void> {
  const run = { id, run: randomBytes(8).toString('hex') };
  if (!(await database.transaction((tx) => beginRun(tx, run)))) return;
  try {
    await new Making({ database, ...parts }, run, signal).make();
  } catch (error) {
    if (error instanceof Hopeless) await database.transaction((tx) => fail(tx, id, error.message));
    else if (!(error instanceof Overtaken)) throw error;
  }
}

/** One run of one export. */
class Making {
  private sequence = 0;
  private rows = 0;
  private readonly people = new Set<string>();
  /** Those of whom the file holds what they reported. */
  private readonly shown = new Set<string>();
  /** Others' requests come first. */
  private readonly pace = new Pace();

  constructor(
    private readonly parts: MakeParts,
    private readonly run: Run,
    private readonly signal: AbortSignal,
  ) {}

  async make(): Promise<void> {
    const { database, settings } = this.parts;
    const { wanted, asked } = await this.look();
    const { timeZone, dataKeys: keys } = settings;
    const { format, createdAt } = wanted;
    const plan = { ...columnsOf(asked.campaign, asked.filter), format, title: sheetTitle(wanted), timeZone, createdAt };
    const thread = new SheetThread({ exportId: this.run.id, plan, keys });
    try {
      const days = await this.countRows(asked);
      const size = await this.write(thread, pagesOf(database.knex, asked, days));
      await this.finish(wanted, asked, size);
    } finally {
      await thread.close();
    }
  }

  /** What is wanted, and whether its owner may still have it. */
  private async look(): Promise<{ wanted: Export; asked: RowsAsked }> {
    const { knex } = this.parts.database;
    const wanted = await findExport(knex, this.run.id, this.now);
    if (!wanted) throw new Overtaken('the export was deleted');
    const { owner, filter, campaignId } = wanted;
    const caller = await findCaller(knex, { personNo: owner.personNo, personType: 'staff' }, this.today);
    if (!caller || caller.scopes.length === 0) throw new Hopeless('您现在没有管辖的学生，文件没有生成');
    const isNamed = filter.class !== undefined || filter.department !== undefined;
    if (isNamed && !(await isPlaceInScope(knex, { caller, filter })))
      throw new Hopeless('这个班级或系部已经不在您的管辖范围内，文件没有生成');
    return { wanted, asked: { caller, campaign: await this.campaignOf(campaignId), filter } };
  }

  private async campaignOf(id: number): Promise<Campaign> {
    const campaign = (await listCampaigns(this.parts.database.knex)).find((each) => each.id === id);
    if (!campaign) throw new Hopeless('这个打卡活动已经不在了');
    return campaign;
  }

  private async countRows(asked: RowsAsked): Promise<DayPlan[]> {
    const { database } = this.parts;
    const plans: DayPlan[] = [];
    let total = 0;
    for (const date of daysFrom(asked.filter.from, asked.filter.to)) {
      this.signal.throwIfAborted();
      const plan = await planDay(database.knex, asked, date);
      total += plan.rows;
      const tooLarge = whyTooLarge(total);
      if (tooLarge) throw new Hopeless(tooLarge);
      plans.push(plan);
      await this.pace.rest();
    }
    await database.transaction((tx) => saveTotal(tx, this.run, total));
    return plans;
  }

  /** Pages are read while the thread writes those before, of which a few wait for it. */
  private async write(thread: SheetThread, pages: AsyncIterable<SheetPage>): Promise<number> {
    const writing: Promise<Answered>[] = [];
    for await (const page of pages) {
      this.signal.throwIfAborted();
      writing.push(thread.add(page));
      this.count(page);
      await this.keep(await this.pace.rest(writing.length > PAGES_AHEAD ? writing.shift() : undefined));
    }
    writing.push(thread.end());
    for (const answered of writing) await this.keep(await answered);
    return (await (writing.at(-1) as Promise<Answered>)).size;
  }

  private async keep(answered: Answered | undefined): Promise<void> {
    if (!answered || answered.chunks.length === 0) return;
    const { sequence, rows: rowsDone } = this;
    const { chunks } = answered;
    await this.parts.database.transaction((tx) => addChunks(tx, this.run, { sequence, chunks, rowsDone }));
    this.sequence += chunks.length;
  }

  private count({ studentNo, version }: SheetPage): void {
    this.rows += studentNo.length;
    for (const [at, personNo] of studentNo.entries()) {
      this.people.add(personNo);
      if (version[at] !== null) this.shown.add(personNo);
    }
  }

  /** From here on its owner can have the file: the trail says so in the same breath. */
  private async finish({ filter, format }: Export, { caller, campaign }: RowsAsked, size: number): Promise<void> {
    const { rows, people, now } = this;
    const expiresAt = now + KEPT_MS;
    await this.parts.database.transaction(async (tx) => {
      const auditId = await recordAudit(tx, {
        actor: caller,
        action: 'export.create',
        at: now,
        campaign: campaign.code,
        subjects: [...this.shown],
        people: people.size,
        detail: { filter: filterWords(filter), format, rows },
      });
      await finish(tx, this.run, { rows, people: people.size, size, expiresAt, auditId });
    });
  }

  private get now(): number {
    return this.parts.clock.now();
  }

  private get today(): CivilDate {
    return civilDateOf(this.now, this.parts.settings.timeZone);
  }
}

/** So many pages may wait for the thread: it never waits for the next one, and they take up little. */
const PAGES_AHEAD = 2;
const LONGEST_TITLE = 31;

/** Spreadsheets allow neither these signs nor more of them in the name of a sheet. */
function sheetTitle({ filter }: Export): string {
  const words = filterWords({ ...filter, q: undefined }).replace(/[\\/:*?[\]']/g, ' ');
  return [...words].length > LONGEST_TITLE ? `${[...words].slice(0, LONGEST_TITLE - 1).join('')}…` : words;
}
