import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Campaign } from '../campaign';
import { enrolmentsOn } from '../roster';
import { countPeople, type NameOfDay, namesBehind } from '../statistics';
import { demandSomebody, type Missing, missingOn } from './rules';

/** A part of the caller's scope; all of it where nothing is named. */
export interface Part {
  class?: string;
  department?: string;
}

/** Who asks to remind whom. */
export interface RemindAsked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  part: Part;
  today: CivilDate;
}

/** Those to remind, by class and number. */
export interface Targets {
  missing: Missing;
  names: NameOfDay[];
}

/**
 * Those of the caller's scope whom a reminder is for. Throws 404 for a class or department that is not there or not the
 * caller's, 409 for a day that nobody can fill in any more.
 */
export async function findTargets(db: Db, asked: RemindAsked): Promise<Targets> {
  missingOn(asked.campaign, asked.date, asked.today);
  await demandInScope(db, asked);
  const targets = await missingPeople(db, asked);
  demandSomebody(targets.names.length, targets.missing, asked.date);
  return targets;
}

/** Those of a part of the caller's scope whom a reminder would be for, be it nobody. Throws 409 as {@link missingOn}. */
export async function missingPeople(db: Db, { caller, campaign, date, part, today }: RemindAsked): Promise<Targets> {
  const missing = missingOn(campaign, date, today);
  const status = missing === 'returned' ? missing : undefined;
  const filter = { date, state: 'unreported', status, ...part } as const;
  const names = await stillHere(db, await namesBehind(db, { caller, campaign, filter }), date, today);
  return { missing, names };
}

async function demandInScope(db: Db, { caller, campaign, date, part }: Omit<RemindAsked, 'today'>): Promise<void> {
  if (part.class === undefined && part.department === undefined) return;
  if ((await countPeople(db, { caller, campaign, filter: { date, ...part } })) > 0) return;
  throw new Problem('not-found', { detail: '没有这个班级或系部，或者不在您的管辖范围内' });
}

/** Whoever has left since cannot come in to refill anything. */
async function stillHere(db: Db, names: NameOfDay[], date: CivilDate, today: CivilDate): Promise<NameOfDay[]> {
  if (date === today) return names;
  const wanted = names.map(({ studentNo }) => ({ personNo: studentNo, day: today }));
  const standings = await enrolmentsOn(db, wanted);
  return names.filter(({ studentNo }) => standings.has(`${studentNo}/${today}`));
}
