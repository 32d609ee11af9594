import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { enrolmentsOn } from '../roster';
import type { ClassCount } from './store';

/** A reminder to groups whose outcome is not noted yet. */
export interface OpenReminder {
  id: string;
  campaignId: number;
  /** The day that it is about. */
  date: CivilDate;
  at: number;
  classes: ClassCount[];
}

/** Reminders to groups since an instant whose outcome is not noted yet. */
export async function openReminders(db: Db, since: number): Promise<OpenReminder[]> {
  const rows = await db('checkin_reminder')
    .where({ channel: 'robot', state: 'sending' })
    .where('at', '>', since)
    .orderBy('id')
    .select('id', 'campaign_id', 'day', 'at');
  const open: OpenReminder[] = [];
  for (const { id, campaign_id: campaignId, day: date, at } of rows)
    open.push({ id, campaignId, date, at: Number(at), classes: await classesOf(db, id) });
  return open;
}

async function classesOf(db: Db, reminderId: string): Promise<ClassCount[]> {
  const rows = await db('checkin_reminder_class').where({ reminder_id: reminderId });
  return rows.map(
    ({ class_code: classCode, department_code: departmentCode, targeted, skipped, delivered, failed }) => {
      return { classCode, departmentCode, targeted, skipped, delivered, failed };
    },
  );
}

/** Those who are booked for a reminder, by the department in which they were on the day that it is about. */
export async function bookedPeople(
  db: Db,
  { id, campaignId, date }: OpenReminder,
  day: CivilDate,
): Promise<Map<string, string[]>> {
  const people = await db('checkin_reminded')
    .where({ campaign_id: campaignId, day, reminder_id: id })
    .pluck<string[]>('person_no');
  const standings = await enrolmentsOn(
    db,
    people.map((personNo) => ({ personNo, day: date })),
  );
  const departments = new Map<string, string[]>();
  for (const personNo of people) {
    const department = standings.get(`${personNo}/${date}`)?.departmentCode ?? '';
    departments.set(department, [...(departments.get(department) ?? []), personNo]);
  }
  return departments;
}
