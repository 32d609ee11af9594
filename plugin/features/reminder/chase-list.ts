import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Campaign } from '../campaign';
import type { NameOfDay } from '../statistics';
import { abnormalLately, knownOf } from './worry-read-model';
import { type Worry, worryAbout } from './worry-rules';

/** Somebody who has not reported, and why that worries. */
export type Chased = NameOfDay & Worry;

/** More people than this are not put in order: whoever looks is to choose a part of them first. */
const RANKED = 3_000;

const TIERS: readonly Worry['tier'][] = ['abnormal', 'run', 'rest'];

/**
 * Those who have not reported, the most worrying first, in the order of classes and numbers among equals. Of very many,
 * those alone who were abnormal before.
 */
export async function rankMissing(db: Db, campaign: Campaign, date: CivilDate, names: readonly NameOfDay[]) {
  const isTooMany = names.length > RANKED;
  const listed = isTooMany ? await onlySuspects(db, campaign, date, names) : names;
  const people = listed.map(({ studentNo }) => studentNo);
  const known = await knownOf(db, campaign, date, people);
  const chased = listed.flatMap((each): Chased[] => {
    const facts = known.get(each.studentNo);
    return facts ? [{ ...each, ...worryAbout(campaign, date, { ...facts, returned: each.returned }) }] : [];
  });
  const ranked = chased.sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || b.weight - a.weight);
  return { ranked, unlisted: names.length - ranked.length };
}

async function onlySuspects(db: Db, campaign: Campaign, date: CivilDate, names: readonly NameOfDay[]) {
  const suspects = await abnormalLately(db, campaign, date);
  return names.filter(({ studentNo }) => suspects.has(studentNo));
}
