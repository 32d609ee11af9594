import type { Db } from '../../kernel/database';
import { isDepartmentInScope } from '../policy';
import { sum } from '../statistics';
import { submittedBriefs } from './read-model';
import { changesBetween } from './rules';
import type { Brief, Standing, SubmittedBrief } from './schema';
import { type BriefAsked, type StandingParts, standingsOf } from './standing';
import { departmentText } from './words';

/** Nobody of a department whose brief was reported is on the roster of that day any more. */
const NOBODY: Standing = { figures: sum([]), followUps: [], missing: [] };

/** The briefs of a day of the departments that the caller has as a whole, by their codes. */
export async function briefsOfDay(db: Db, parts: StandingParts, asked: BriefAsked): Promise<Brief[]> {
  const { caller, campaign, date } = asked;
  const standings = await standingsOf(db, parts, asked);
  const submitted = await submittedBriefs(db, parts.vault, { campaignId: campaign.id, date });
  const codes = [...new Set([...standings.keys(), ...submitted.keys()])];
  return codes
    .filter((code) => isDepartmentInScope(caller, 'brief.read', code))
    .sort()
    .map((code) => toBrief(asked, code, standings.get(code) ?? NOBODY, submitted.get(code)));
}

/** A department's brief, given how it stands now and what was reported. */
export function toBrief(
  of: Pick<BriefAsked, 'campaign' | 'date'>,
  code: string,
  now: Standing,
  submitted: SubmittedBrief | undefined,
): Brief {
  return {
    department: { code, name: code },
    standing: submitted ?? now,
    text: submitted?.text ?? departmentText(of, code, now, ''),
    submitted,
    changes: submitted ? changesBetween(submitted, now) : [],
  };
}
