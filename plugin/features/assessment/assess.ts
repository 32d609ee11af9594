import { createHash } from 'node:crypto';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { IsoWeek } from '../../kernel/iso-week';
import { submissionsBetween } from '../brief';
import type { Campaign } from '../campaign';
import { isDepartmentInScope } from '../policy';
import { flaggedReports } from './flagged-read-model';
import { findConfirmed } from './read-model';
import { briefDueAt, openState, type Span, spanOf, weightsOf } from './rules';
import type { Assessment, AssessmentRow, WeekFigures } from './schema';
import { judge } from './score-rules';
import { departmentsOn, tallyWeek } from './tally-read-model';

/** Which week of which campaign, and when. */
export interface WeekAsked {
  campaign: Campaign;
  week: IsoWeek;
  /** Milliseconds. */
  now: number;
  today: CivilDate;
  timeZone: string;
}

/** A week with all departments: as it was confirmed, or as it stands. Throws 404 where nothing of it is assessed yet. */
export async function assess(db: Db, asked: WeekAsked): Promise<Assessment> {
  const { campaign, week, now, today, timeZone } = asked;
  const span = spanOf(campaign, week, today, timeZone);
  const confirmed = await findConfirmed(db, campaign.id, week);
  if (confirmed) return { provisionalAt: span.provisionalAt, ...confirmed };
  const figures = await figuresNow(db, asked, span);
  return { ...span, ...figures, state: openState(span, now), confirmation: undefined };
}

async function figuresNow(db: Db, asked: WeekAsked, { days, from, to }: Span): Promise<WeekFigures> {
  const { campaign, now, timeZone } = asked;
  const weights = weightsOf(campaign);
  const tallies = await tallyWeek(db, { campaign, days });
  const rows = judge({
    departments: days.length > 0 ? codesOf(tallies) : await departmentsOn(db, from),
    tallies,
    flagged: await flaggedReports(db, { campaign, days, now }),
    briefs: await submissionsBetween(db, { campaignId: campaign.id, from, to }),
    isBriefDue: (date) => briefDueAt(campaign, date, timeZone) <= now,
    weights,
  });
  return { weights, days, rows };
}

function codesOf(tallies: readonly { department: string }[]): string[] {
  return [...new Set(tallies.map(({ department }) => department))];
}

/** The rows of the departments that the caller has as a whole; a rank stays the one among all. */
export function rowsFor(caller: Caller, { rows }: WeekFigures): AssessmentRow[] {
  return rows.filter(({ department }) => isDepartmentInScope(caller, 'assessment.read', department.code));
}

/** Tells the figures of a week from any others. */
export function markOf({ weights, days, rows }: WeekFigures): string {
  return createHash('sha256')
    .update(JSON.stringify([weights, days, rows]))
    .digest('hex')
    .slice(0, 16);
}
