import { getCampaign } from '../features/campaign';
import { followDecision } from '../features/case';
import { findCaller } from '../features/launch';
import { type SubmissionRequest, type SubmitParts, submitMany } from '../features/report';
import { decide, type ReviewParts } from '../features/review';
import { type CivilDate, civilDateOf } from '../kernel/civil-date';
import type { Database } from '../kernel/database';
import type { DecideEvent, SubmitEvent, TrialEvent } from './events';

/** What the made-up days are played into. */
export interface Stage {
  database: Database;
  parts: SubmitParts;
  campaign: string;
  timeZone: string;
}

const TOGETHER = 100;

/**
 * Plays events through the module's own commands, each at its own instant, so that nothing in the trial looks other than
 * if people had done it. Throws when one of them is refused: then the made-up days are wrong.
 */
export async function playEvents(stage: Stage, events: readonly TrialEvent[]): Promise<void> {
  for (const run of inRuns(events)) {
    const [first] = run;
    if (first?.kind === 'decide') await playDecision(stage, first);
    else await playSubmissions(stage, run as SubmitEvent[]);
  }
}

/** Submissions in a row go together, as long as no day of a student comes twice; a decision goes alone. */
function inRuns(events: readonly TrialEvent[]): TrialEvent[][] {
  const runs: TrialEvent[][] = [];
  let seen = new Set<string>();
  for (const event of events) {
    const key = `${event.studentNo}/${event.date}`;
    const last = runs.at(-1);
    const joins = event.kind === 'submit' && last?.[0]?.kind === 'submit' && last.length < TOGETHER && !seen.has(key);
    if (joins) last.push(event);
    else {
      runs.push([event]);
      seen = new Set();
    }
    seen.add(key);
  }
  return runs;
}

async function playSubmissions({ database, parts, campaign, timeZone }: Stage, events: SubmitEvent[]): Promise<void> {
  const list = events.map(({ studentNo, date, answers, at }): SubmissionRequest => {
    return { personNo: studentNo, campaign, date, answers: { ...answers }, now: at, today: dayAt(at, timeZone) };
  });
  const outcomes = await database.transaction((tx) => submitMany(tx, parts, list));
  const refused = outcomes.find((outcome) => 'refused' in outcome);
  if (refused && 'refused' in refused) throw refused.refused;
}

async function playDecision({ database, parts, campaign, timeZone }: Stage, event: DecideEvent): Promise<void> {
  const { at, staffNo, studentNo, date, decision, note } = event;
  const today = dayAt(at, timeZone);
  const { vault } = parts;
  const onDecided: ReviewParts['onDecided'] = (tx, decided) => followDecision(tx, vault, decided);
  await database.transaction(async (tx) => {
    const caller = await findCaller(tx, { personNo: staffNo, personType: 'staff' }, today);
    if (!caller) throw new Error(`the made-up school has no staff ${staffNo}`);
    const body = { decision, note, reports: [{ studentNo, date }] };
    const [result] = await decide(
      tx,
      { vault, onDecided },
      {
        caller,
        campaign: await getCampaign(tx, campaign),
        body,
        now: at,
        today,
      },
    );
    if (result && 'problem' in result) throw result.problem;
  });
}

function dayAt(at: number, timeZone: string): CivilDate {
  return civilDateOf(Math.floor(at), timeZone);
}
