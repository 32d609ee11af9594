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
import { keyOf, returnedDays } from './read-model';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

/** The page 健康打卡 of a campaign: what is asked, how today stands, the last seven days, and the one thing to do next. */
export async function dayPage(db: Db, vault: Vault, { caller, campaign, today }: Asked) {
  const { personNo } = caller;
  const to = earlierOf(today, campaign.endsOn);
  const days = await daysOfStudent(db, vault, { campaign, personNo, from: addDays(to, -6), to });
  const day = days.find(({ date }) => date === today);
  const state = stateOn(campaign, today);
  return {
    campaign: { ...campaign, isTrial: isTrialDay(campaign, today), state },
    today,
    badge: badgeOf(day, state),
    day,
    week: days.some(isEventful) ? days.map((each) => toCell(each, today)) : [],
    returned: await withWords(db, vault, { campaignId: campaign.id, personNo }),
    canReport: day?.due === true && day.report === undefined,
    canCorrect: day?.status === 'normal',
    teachers: await whomToTurnTo(db, caller, campaign, today),
  };
}

/** Somebody who is exempt all along has no week to look back on. */
function isEventful({ due, report }: DayOfMine): boolean {
  return due || report !== undefined;
}

/** The days that were sent back, with the reviewer's words, the first one first. */
async function withWords(db: Db, vault: Vault, who: { campaignId: number; personNo: string }) {
  const keys = (await returnedDays(db, who)).map((date) => ({ ...who, date }));
  const reviews = await reviewsOf(db, vault, keys);
  return keys.map((key) => {
    const last = reviews.get(keyOf(key))?.at(-1);
    return { date: key.date, review: last && describeReview(last) };
  });
}

/** The teachers of a class that is looked after outside the app. */
async function whomToTurnTo(db: Db, { personNo }: Caller, campaign: Campaign, today: CivilDate) {
  const standing = await enrolmentOn(db, personNo, today);
  if (!standing || !audienceOn(campaign, today).followUp.includes(standing.classCode)) return undefined;
  return teachersOf(db, standing.classCode, today);
}
