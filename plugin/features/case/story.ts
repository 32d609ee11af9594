import { type CivilDate, daysFrom, earlierOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { findingsAbout } from '../follow-up';
import { isInScope, type Place } from '../policy';
import { daysOfStudent, keyOf } from '../report';
import { type Review, reviewsOf } from '../review';
import { enrolmentsOn } from '../roster';
import { type CaseOfStudent, type CasesAsked, entriesOf } from './read-model';
import type { CaseEntry } from './schema';

/** A report of the student while the case was open. */
export interface DayOfCase {
  date: CivilDate;
  status: string;
  flags: string[];
  answers: object;
  /** Milliseconds. */
  submittedAt: number;
  reviews: Review[];
}

/** Something that was entered about the student outside the app. */
export interface Finding {
  date: CivilDate;
  note: string;
  by: { personNo: string; name: string; duty: string };
  /** Milliseconds. */
  at: number;
}

/** All that belongs to a case: what was written in it, and how the student was meanwhile. */
export interface Story {
  entries: CaseEntry[];
  days: DayOfCase[];
  findings: Finding[];
}

/** The story of a case, its days limited to those that the caller may see (contract, 3). */
export async function storyOf(db: Db, vault: Vault, asked: CasesAsked, found: CaseOfStudent): Promise<Story> {
  const entries = (await entriesOf(db, vault, [found.id])).get(found.id) ?? [];
  const to = lastDay(asked, found, entries);
  const places = await placesInSight(db, asked, found, to);
  const whom = { campaign: asked.campaign, personNo: found.personNo };
  const days = await daysOfStudent(db, vault, { ...whom, from: found.fromDay, to });
  const told = days.flatMap(({ date, status, report }) => {
    return report && status !== null && status !== 'exempt' && places.has(date) ? [{ date, status, report }] : [];
  });
  const keys = told.map(({ date }) => ({ campaignId: asked.campaign.id, date, personNo: found.personNo }));
  const reviews = await reviewsOf(db, vault, keys);
  return {
    entries,
    days: told.map(({ date, status, report }, index) => {
      const { flags, answers, submittedAt } = report.current;
      const key = keys[index];
      return { date, status, flags, answers, submittedAt, reviews: (key && reviews.get(keyOf(key))) ?? [] };
    }),
    findings: await findingsAbout(db, vault, { ...whom, places }),
  };
}

/** Until today while it is open; later, until it was closed. */
function lastDay({ campaign, today }: CasesAsked, { isOpen, fromDay }: CaseOfStudent, entries: CaseEntry[]): CivilDate {
  const closed = entries.filter(({ kind }) => kind === 'close' || kind === 'withdraw').at(-1);
  return earlierOf(isOpen ? today : (closed?.day ?? fromDay), campaign.endsOn);
}

/** Where the student was on each of the case's days that the caller may see. */
async function placesInSight(
  db: Db,
  { caller, today }: CasesAsked,
  { personNo, fromDay }: CaseOfStudent,
  to: CivilDate,
): Promise<Map<CivilDate, Place>> {
  const days = daysFrom(fromDay, to);
  const standings = await enrolmentsOn(
    db,
    [...days, today].map((day) => ({ personNo, day })),
  );
  const present = standings.get(`${personNo}/${today}`);
  return new Map(
    days.flatMap((day) => {
      const place = standings.get(`${personNo}/${day}`);
      const seen = [place, present].filter((each) => each !== undefined);
      return place && isInScope(caller, 'report.read', seen) ? [[day, place] as const] : [];
    }),
  );
}
