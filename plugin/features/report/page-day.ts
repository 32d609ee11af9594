import { addDays, type CivilDate, earlierOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import { audienceOn, type Campaign, isTrialDay, stateOn } from '../campaign';
import { reviewsOf } from '../review';
import { enrolmentOn, teachersOf } from '../roster';
import { badgeOf, toCell } from './badge';
import { type DayOfMine, daysOfStudent } from './mine';
import { describeReview } from './page';
import { keyOf } from './read-model';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

/** The page 健康打卡 of a campaign: what is asked, how today stands, the last seven days, and the one thing to do next. */
export async function dayPage(db: Db, vault: Vault, { caller, campaign, today }: Asked) {
  const to = earlierOf(today, campaign.endsOn);
  const days = await daysOfStudent(db, vault, { campaign, personNo: caller.personNo, from: campaign.startsOn, to });
  const day = days.find(({ date }) => date === today);
  const state = stateOn(campaign, today);
  return {
    campaign: { ...campaign, isTrial: isTrialDay(campaign, today), state },
    today,
    badge: badgeOf(day, state),
    day: day && { ...day, locked: ['pending', 'confirmed', 'cleared'].includes(day.status ?? '') },
    week: days.slice(-7).map((each) => toCell(each, today)),
    returned: await returnedDays(db, vault, days),
    canReport: day?.due === true && day.report === undefined,
    canCorrect: day?.status === 'normal',
    teachers: await whomToTurnTo(db, caller, campaign, today),
    tomorrow: addDays(today, 1),
  };
}

/** The days that were sent back, with the reviewer's words, the latest first. */
async function returnedDays(db: Db, vault: Vault, days: DayOfMine[]) {
  const returned = days.flatMap(({ report }) => (report?.status === 'returned' ? [report] : []));
  const reviews = await reviewsOf(db, vault, returned);
  return returned.reverse().map((report) => {
    const last = reviews.get(keyOf(report))?.at(-1);
    return { date: report.date, review: last && describeReview(last) };
  });
}

/** The teachers of a class that is looked after outside the app. */
async function whomToTurnTo(db: Db, { personNo }: Caller, campaign: Campaign, today: CivilDate) {
  const standing = await enrolmentOn(db, personNo, today);
  if (!standing || !audienceOn(campaign, today).followUp.includes(standing.classCode)) return undefined;
  return teachersOf(db, standing.classCode, today);
}
