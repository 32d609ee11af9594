import { type SubmissionRequest, type SubmitParts, submitMany } from '../features/report';
import { type CivilDate, civilDateOf } from '../kernel/civil-date';
import type { Database } from '../kernel/database';
import { type Deed, playDeed } from './deeds';
import type { SubmitEvent } from './events';

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
export async function playEvents(stage: Stage, events: readonly (SubmitEvent | Deed)[]): Promise<void> {
  for (const run of inRuns(events)) {
    if (run.kind === 'submit') await playSubmissions(stage, run.events);
    else await playDeed(stage, run.deed);
  }
}

type Run = { kind: 'submit'; events: SubmitEvent[]; seen: Set<string> } | { kind: 'deed'; deed: Deed };

/** Submissions in a row go together, as long as no day of a student comes twice; whatever staff do goes alone. */
function inRuns(events: readonly (SubmitEvent | Deed)[]): Run[] {
  const runs: Run[] = [];
  for (const event of events) {
    if (event.kind !== 'submit') {
      runs.push({ kind: 'deed', deed: event });
      continue;
    }
    const key = `${event.studentNo}/${event.date}`;
    const last = runs.at(-1);
    if (last?.kind === 'submit' && last.events.length < TOGETHER && !last.seen.has(key)) {
      last.events.push(event);
      last.seen.add(key);
    } else runs.push({ kind: 'submit', events: [event], seen: new Set([key]) });
  }
  return runs;
}

async function playSubmissions({ database, parts, campaign, timeZone }: Stage, events: SubmitEvent[]): Promise<void> {
  const list = events.map(({ studentNo, date, answers, at }): SubmissionRequest => {
    return { personNo: studentNo, campaign, date, answers: { ...answers }, now: at, today: dayAt(at, timeZone) };
  });
  const outcomes = await submitMany(database, parts, list);
  const refused = outcomes.find((outcome) => 'refused' in outcome);
  if (refused && 'refused' in refused) throw refused.refused;
}

function dayAt(at: number, timeZone: string): CivilDate {
  return civilDateOf(Math.floor(at), timeZone);
}
