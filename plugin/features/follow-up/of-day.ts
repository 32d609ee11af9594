import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { classesBetween } from './classes-read-model';
import { currentOf, keyOf, namesOf } from './read-model';

/** A class outside the app on a day, and what its teacher found. */
export interface FollowUpOfDay {
  classCode: string;
  departmentCode: string;
  /** Those who are exempt only by their class. */
  expected: number;
  /** How many were reached; null where nothing was entered. */
  headcount: number | null;
  abnormal: { studentNo: string; name: string; note: string }[];
  note: string;
  by: { personNo: string; name: string; duty: string } | null;
  /** Milliseconds. */
  at: number | null;
}

/** Every class outside the app of a day, of the whole school, by code; whoever shows it limits it to a scope. */
export async function followUpsOfDay(
  db: Db,
  vault: Vault,
  { campaign, date }: { campaign: Campaign; date: CivilDate },
): Promise<FollowUpOfDay[]> {
  const classes = await classesBetween(db, { campaign, from: date, to: date });
  const entries = await currentOf(db, vault, campaign, classes);
  const people = [...entries.values()].flatMap(({ abnormal }) => abnormal.map(({ studentNo }) => studentNo));
  const names = await namesOf(db, people);
  return classes.map((each) => {
    const entry = entries.get(keyOf(each));
    return {
      classCode: each.classCode,
      departmentCode: each.departmentCode,
      expected: each.expected,
      headcount: entry?.headcount ?? null,
      abnormal: (entry?.abnormal ?? []).map((one) => ({ ...one, name: names.get(one.studentNo) ?? one.studentNo })),
      note: entry?.note ?? '',
      by: entry?.by ?? null,
      at: entry?.at ?? null,
    };
  });
}
