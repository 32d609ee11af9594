import { civilDateOf, daysBetween } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { queryText, staffFrame } from '../review';
import { type CaseWithEntries, listCases } from './list';
import { type CaseState, type CasesAsked, countCases } from './read-model';
import { OUTCOME_WORDS, STEP_WORDS, standingOf } from './rules';
import type { CaseEntry } from './schema';

const PAGE_SIZE = 50;
/** So many closed ones fold out below the open ones. */
const CLOSED_AT_HAND = 20;
/** A case that nobody has written in for so many days is pointed out. */
const QUIET_DAYS = 2;

export type ListAsked = CasesAsked & { state?: CaseState; cursor?: string; timeZone: string };

/** The open cases by age, the closed ones folded below; or the closed ones alone. `subjects` are those who are shown. */
export async function listPage(db: Db, vault: Vault, asked: ListAsked) {
  const { state = 'open', cursor } = asked;
  const frame = await staffFrame(db, asked, 'cases');
  const page = await listCases(db, vault, { ...asked, state, cursor, limit: PAGE_SIZE });
  const folded =
    state === 'open' && !cursor
      ? await listCases(db, vault, { ...asked, state: 'closed', limit: CLOSED_AT_HAND, cursor: undefined })
      : { items: [], nextCursor: null };
  const address = (query: Record<string, string | undefined>) => `${frame.base}/cases${queryText(query)}`;
  const shown = (items: CaseWithEntries[]) => items.map((each) => showItem(asked, each, frame.base));
  const model = {
    frame,
    isOpen: state === 'open',
    items: shown(page.items),
    closed: shown(folded.items),
    closedCount: await countCases(db, asked, 'closed'),
    allClosed: folded.nextCursor ? address({ state: 'closed' }) : undefined,
    csv: `${frame.base}/cases.csv${queryText({ state: asked.state })}`,
    back: state === 'closed' ? address({}) : undefined,
    first: cursor ? address({ state: asked.state }) : undefined,
    next: page.nextCursor ? address({ state: asked.state, cursor: page.nextCursor }) : undefined,
  };
  return { model, subjects: [...page.items, ...folded.items].map(({ found }) => found.personNo) };
}

function showItem(asked: ListAsked, { found, entries }: CaseWithEntries, base: string) {
  const { step, outcome } = standingOf(found, entries);
  const [place] = found.places;
  const last = entries.filter(({ note }) => note !== '').at(-1);
  return {
    ...found,
    place,
    address: `${base}/cases/${found.id}`,
    step: step && STEP_WORDS[step],
    outcome: outcome && OUTCOME_WORDS[outcome],
    age: ageOf(asked, found.fromDay),
    quiet: quietWord(asked, entries),
    last: last && { note: last.note, at: last.at, by: last.by },
  };
}

/** The first day is day 1. */
export function ageOf({ today }: Pick<CasesAsked, 'today'>, fromDay: string): number {
  return daysBetween(fromDay, today) + 1;
}

/** How long nobody has written; nothing where somebody has today or yesterday. */
function quietWord({ today, timeZone }: ListAsked, entries: readonly CaseEntry[]): string | undefined {
  const last = entries.at(-1);
  const days = last ? daysBetween(civilDateOf(last.at, timeZone), today) : 0;
  return days >= QUIET_DAYS ? `${days} 天没有记录` : undefined;
}
