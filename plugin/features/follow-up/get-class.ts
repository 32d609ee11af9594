import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Campaign } from '../campaign';
import { classesBetween, findDepartment } from './classes-read-model';
import type { ClassOfDay } from './schema';

/** Who asks for which class on which day. */
export interface ClassAsked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  classCode: string;
}

/** The class as it stands on the day. 404 outside the caller's scope of today, 409 where it reports in the app itself. */
export async function getClass(db: Db, { caller, campaign, date, classCode }: ClassAsked): Promise<ClassOfDay> {
  const classes = await classesBetween(db, { campaign, from: date, to: date, caller });
  const found = classes.find((each) => each.classCode === classCode);
  if (found) return found;
  if ((await findDepartment(db, { caller, date, classCode })) === undefined)
    throw new Problem('not-found', { detail: '没有这个班级，或者不在您的管辖范围内' });
  throw new Problem('not-followed-up', { detail: `${classCode} 班这一天由学生自己在线打卡，不用线下跟进` });
}
