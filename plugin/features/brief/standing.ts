import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import type { Campaign } from '../campaign';
import { type FollowUpOfDay, followUpsOfDay } from '../follow-up';
import { acting } from '../policy';
import type { FiguresMemory, NameOfDay } from '../statistics';
import type { FollowUpCount, MissingOfClass, Standing } from './schema';

/** Whose view of which day is asked for. */
export interface BriefAsked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
}

/** What it takes to know how departments stand. */
export interface StandingParts {
  vault: Vault;
  figures: FiguresMemory;
}

/** How the departments stand that the caller has as a whole, by their codes; those with nobody on the roster that day are not there. */
export async function standingsOf(
  db: Db,
  { vault, figures }: StandingParts,
  asked: BriefAsked,
): Promise<Map<string, Standing>> {
  const { campaign, date } = asked;
  const caller = acting(asked.caller, 'brief.read');
  if (caller.scopes.length === 0) return new Map();
  const { rows } = (await figures.figures(db, { caller, campaign, date })).by('department');
  const names = await figures.names(db, { caller, campaign, filter: { date, state: 'unreported' } });
  const outside = await followUpsOfDay(db, vault, { campaign, date });
  return new Map(
    rows.map(({ department: { code }, ...figures }) => {
      const missing = byClass(names.filter(({ departmentCode }) => departmentCode === code));
      const followUps = outside.filter(({ departmentCode }) => departmentCode === code).map(toCount);
      return [code, { figures, followUps, missing }];
    }),
  );
}

function toCount({ classCode, expected, headcount, abnormal }: FollowUpOfDay): FollowUpCount {
  const unit = { code: classCode, name: classCode };
  return { class: unit, expected, headcount, abnormal: headcount === null ? null : abnormal.length };
}

/** Names come in the order of classes. */
function byClass(names: readonly NameOfDay[]): MissingOfClass[] {
  const classes = new Map<string, MissingOfClass>();
  for (const { classCode, name, returned } of names) {
    const known = classes.get(classCode);
    if (known) known.people.push({ name, returned });
    else classes.set(classCode, { classCode, people: [{ name, returned }] });
  }
  return [...classes.values()];
}
