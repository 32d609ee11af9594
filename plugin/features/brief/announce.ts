import { addDays, type CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import { type Robots, SCHOOL, type Target } from '../robot';

/** A department's day as groups are told of it. */
export interface Announced {
  campaignId: number;
  date: CivilDate;
  department: string;
  text: string;
  now: number;
  today: CivilDate;
}

/**
 * Leaves a department's text for its own group and for that of the departments' contacts, where these have a robot: it is
 * sent once the report is kept, once to each. A day that is reported late by days is news to nobody there.
 */
export async function announceBrief(tx: Tx, robots: Robots, brief: Announced): Promise<void> {
  const { campaignId, date, department, text, now, today } = brief;
  if (date < addDays(today, -1)) return;
  const groups: Target[] = [{ kind: 'department', code: department }, SCHOOL];
  for (const target of groups)
    await robots.send(tx, { target, slot: `brief/${campaignId}/${date}/${department}`, text, now });
}
