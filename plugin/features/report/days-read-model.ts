import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { epochColumn, type Standing } from '../campaign';
import { knownStudents, type RosterMemory, rosterColumn } from '../roster';
import { type CurrentReport, keyOf, type ReportRow, type RevisionRow, toReport, toRevision } from './read-model';

/** A student's day, as a submission finds it. No standing: not on the roster that day. */
export interface DayOfStudent {
  standing?: Standing;
  report?: CurrentReport;
}

/** The days of several students, by {@link keyOf}, but of those who have left; and the version of the roster then. */
export interface DaysOfStudents {
  roster: number | undefined;
  days: Map<string, DayOfStudent>;
}

interface Asked {
  campaignId: number;
  date: CivilDate;
  today: CivilDate;
  people: readonly string[];
}

interface Row {
  epoch: string | null;
  roster: number | null;
  /** Nothing where none has sent anything. */
  person_no: string | null;
  report_status: ReportRow['status'];
  report_revision: number;
  decisions: number;
  report_at: number;
  form_version: number;
  revision_status: RevisionRow['status'];
  sealed: string;
  receipt: string;
  revision_at: number;
}

const COLUMNS = [
  ...['r.person_no', 'r.status as report_status', 'r.revision as report_revision', 'r.decisions'],
  ...['r.submitted_at as report_at', 'v.form_version', 'v.status as revision_status', 'v.sealed', 'v.receipt'],
  'v.submitted_at as revision_at',
];

interface Parts {
  vault: Vault;
  roster: RosterMemory;
}

/**
 * What students have sent for a day and where they stand, in one statement, which also reads the versions by which what is
 * remembered of the roster and the campaigns must hold; nothing where they do not, or where anything is to be looked up.
 */
export async function recallDays(
  db: Db,
  { vault, roster: memory }: Parts,
  asked: Asked,
  epoch: string | undefined,
): Promise<DaysOfStudents | undefined> {
  if (asked.date !== asked.today) return undefined;
  const read = await readReports(db, vault, asked);
  const version = versionOf(read);
  if (version === undefined || read.epoch !== epoch) return undefined;
  const places = memory.recall(version, { people: asked.people, day: asked.date });
  return places && { roster: read.roster, days: toDays(asked, places, read.reports) };
}

/** The same, whatever is remembered. All of it is read at one moment where `db` is a transaction. */
export async function daysOfStudents(db: Db, { vault, roster: memory }: Parts, asked: Asked): Promise<DaysOfStudents> {
  const read = await readReports(db, vault, asked);
  const places = await memory.placesOn(db, versionOf(read), { people: asked.people, day: asked.date });
  const days = toDays(asked, places, read.reports);
  await dropThoseWhoLeft(db, days, asked);
  return { roster: read.roster, days };
}

/** A changed campaign ends it as well: a roster that was put back from a copy may come to the same number again. */
function versionOf({ epoch, roster }: { epoch: string | undefined; roster: number | undefined }): string | undefined {
  return epoch === undefined || roster === undefined ? undefined : `${epoch}/${roster}`;
}

function toDays(
  { campaignId, date, people }: Asked,
  places: ReadonlyMap<string, Standing>,
  reports: ReadonlyMap<string, CurrentReport>,
): Map<string, DayOfStudent> {
  return new Map(
    people.map((personNo) => {
      const day = { standing: places.get(personNo), report: reports.get(personNo) };
      return [keyOf({ campaignId, date, personNo }), day];
    }),
  );
}

/** The reports of a day as they stand, by person, and the versions of what is remembered; no version where nothing is. */
async function readReports(db: Db, vault: Vault, { campaignId, date, people }: Asked) {
  const rows: Row[] = await db
    .from(db.select(epochColumn(db), rosterColumn(db)).as('e'))
    .leftJoin('checkin_report as r', (join) => {
      join
        .onVal('r.campaign_id', campaignId)
        .andOnVal('r.day', date)
        .onIn('r.person_no', [...people]);
    })
    .leftJoin('checkin_report_revision as v', (join) => {
      for (const column of ['campaign_id', 'day', 'person_no', 'revision']) join.on(`v.${column}`, `r.${column}`);
    })
    .select('e.epoch', 'e.roster', ...COLUMNS);
  const reports = new Map(
    rows.flatMap(({ person_no: personNo, ...row }) =>
      personNo === null ? [] : [[personNo, toCurrent(vault, { campaignId, date, personNo }, row)] as const],
    ),
  );
  return { epoch: rows[0]?.epoch ?? undefined, roster: rows[0]?.roster ?? undefined, reports };
}

/** Whoever is on today's roster has not left; only somebody absent, or another day than today, is a question. */
async function dropThoseWhoLeft(db: Db, days: Map<string, DayOfStudent>, asked: Asked): Promise<void> {
  const { campaignId, date, today, people } = asked;
  const inQuestion = people.filter(
    (personNo) => date !== today || !days.get(keyOf({ campaignId, date, personNo }))?.standing,
  );
  if (inQuestion.length === 0) return;
  const known = await knownStudents(db, inQuestion, today);
  for (const personNo of inQuestion) if (!known.has(personNo)) days.delete(keyOf({ campaignId, date, personNo }));
}

interface Key {
  campaignId: number;
  date: CivilDate;
  personNo: string;
}

function toCurrent(vault: Vault, { campaignId, date, personNo }: Key, row: Omit<Row, 'person_no'>): CurrentReport {
  const key = { campaign_id: campaignId, day: date, person_no: personNo, revision: row.report_revision };
  const { decisions, form_version, sealed, receipt } = row;
  const report = toReport({ ...key, status: row.report_status, decisions, submitted_at: row.report_at });
  const revision = {
    ...key,
    form_version,
    status: row.revision_status,
    sealed,
    receipt,
    submitted_at: row.revision_at,
  };
  return { ...report, current: toRevision(vault, revision) };
}
