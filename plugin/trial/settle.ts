import { COMMAND_LINE } from '../features/audit';
import { applyCampaign, CampaignMemory, FormChecks } from '../features/campaign';
import { importRoster, RosterMemory } from '../features/roster';
import { addDays, civilDateOf } from '../kernel/civil-date';
import { type Database, openDatabase } from '../kernel/database';
import { migrate } from '../kernel/migrate';
import type { Settings } from '../kernel/settings';
import { Vault } from '../kernel/vault';
import { makeBriefs } from './briefs';
import { makeCare } from './care';
import { makeDays } from './days';
import type { Deed } from './deeds';
import type { SubmitEvent, TrialEvent } from './events';
import { sendHelpRequests } from './help-requests';
import { playEvents } from './history';
import { type Persona, personasOf } from './personas';
import { type MadeUpSchool, makeSchool } from './school';

/** The same seed makes the same school on every machine. */
const SEED = 'checkin';

/** What the portal needs to know of the school that was settled. */
export interface Settled {
  school: MadeUpSchool;
  personas: Persona[];
}

type Ground = Pick<Settings, 'databaseUrl' | 'dataKeys' | 'timeZone'>;

/** Fills an empty database with the made-up school, its campaign and the days up to `now`. */
export async function settleSchool({ databaseUrl, dataKeys, timeZone }: Ground, now: number): Promise<Settled> {
  const today = civilDateOf(now, timeZone);
  const school = makeSchool({ seed: SEED, today });
  const events = makeDays({ school, seed: SEED, today, now });
  const briefs = makeBriefs({ school, seed: SEED, today, now });
  const care = makeCare({ school, seed: SEED, today, now }, events);
  const database = openDatabase(databaseUrl);
  const vault = new Vault(dataKeys);
  try {
    await migrate(database);
    await importSchool(database, vault, school, now, today);
    await applyCampaign(database, school.campaign, { actor: COMMAND_LINE, today, now });
    const parts = { vault, forms: new FormChecks(), campaigns: new CampaignMemory(), roster: new RosterMemory() };
    await playEvents(
      { database, parts, campaign: school.campaign.code, timeZone },
      inOrder(events, [...care, ...briefs]),
    );
    await sendHelpRequests(database, vault, school, now);
  } finally {
    await database.close();
  }
  return { school, personas: personasOf({ school, events, today, timeZone }) };
}

/** All that happened, in order of time; of what happened at once, the reports first. */
function inOrder(events: readonly TrialEvent[], deeds: readonly Deed[]): (SubmitEvent | Deed)[] {
  return [...events, ...deeds].sort((one, other) => one.at - other.at);
}

async function importSchool(database: Database, vault: Vault, school: MadeUpSchool, now: number, today: string) {
  const files = [
    { name: 'students.csv', content: toCsv(school.students) },
    { name: 'staff.csv', content: toCsv(school.staff) },
  ];
  // The school was there before its campaign.
  const effective = addDays(school.campaign.startsOn, -30);
  await importRoster(database, vault, { actor: COMMAND_LINE, files, effective, today, now });
}

/** Rows as a roster file; no cell of the made-up school needs quotes. */
function toCsv(rows: readonly Record<string, string>[]): Buffer {
  const headings = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => headings.map((heading) => row[heading] ?? '').join(','));
  return Buffer.from([headings.join(','), ...lines, ''].join('\r\n'));
}
