import type { CivilDate } from '../../kernel/civil-date';
import { toInstant } from '../../kernel/clock';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { isInScope, type Place } from '../policy';
import { findReport, keyOf, revisionsOf } from '../report';
import { enrolmentsOn, findPerson } from '../roster';
import { reviewsOf } from './read-model';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  studentNo: string;
  date: CivilDate;
  today: CivilDate;
}

/** Everything that was sent and decided about one report, in order. 404 outside the caller's scope, or where there is none. */
export async function historyOf(db: Db, vault: Vault, { caller, campaign, studentNo, date, today }: Asked) {
  const key = { campaignId: campaign.id, date, personNo: studentNo };
  const standings = await enrolmentsOn(
    db,
    [date, today].map((day) => ({ personNo: studentNo, day })),
  );
  const then = standings.get(`${studentNo}/${date}`);
  const places: Place[] = [then, standings.get(`${studentNo}/${today}`)].filter((place) => place !== undefined);
  const mine = caller.type === 'student' ? caller.personNo === studentNo : isInScope(caller, 'report.read', places);
  const report = mine ? await findReport(db, vault, key) : undefined;
  const place = then ?? places[0];
  if (!report || !place) throw new Problem('not-found', { detail: '没有这份反馈，或者不在您的管辖范围内' });
  const reviews = (await reviewsOf(db, vault, [key])).get(keyOf(key)) ?? [];
  return {
    studentNo,
    name: (await findPerson(db, studentNo))?.name ?? studentNo,
    class: { code: place.classCode, name: place.classCode },
    department: { code: place.departmentCode, name: place.departmentCode },
    date,
    status: report.status,
    revision: report.revision,
    revisions: (await revisionsOf(db, vault, key)).map(({ submittedAt, ...revision }) => {
      return { ...revision, submittedAt: toInstant(submittedAt) };
    }),
    reviews: reviews.map(({ decidedAt, ...review }) => ({ ...review, decidedAt: toInstant(decidedAt) })),
  };
}
export type History = Awaited<ReturnType<typeof historyOf>>;
