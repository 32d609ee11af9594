import { addDays } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { isInScope } from '../policy';
import { backTo, queryText, staffFrame } from '../review';
import { contactOf, enrolmentOn } from '../roster';
import { ageOf } from './page-list';
import type { CaseOfStudent, CasesAsked } from './read-model';
import { OUTCOME_WORDS, STEP_WORDS, standingOf } from './rules';
import { OUTCOMES, STEPS } from './schema';
import { storyOf } from './story';
import { timelineOf } from './timeline';

/** What somebody typed that could not be taken, to be shown again. */
export interface Typed {
  /** Which form. */
  form: 'note' | 'close' | 'reopen';
  note: string;
  step: string;
  outcome: string;
  message: string;
}

/** What has just been done, to be said and taken back. */
export const DONE = ['opened', 'noted', 'closed', 'reopened'] as const;
export type Done = (typeof DONE)[number];

const DONE_WORDS: Record<Done, string> = {
  opened: '已开始跟进。写下今天的情况，之后每天补一条。',
  noted: '已记下。',
  closed: '已结束跟进。',
  reopened: '已重新跟进。',
};

export type CasePageAsked = CasesAsked & { timeZone: string; from?: string; done?: Done };

/**
 * One case: how it stands, the forms to write in it, and its story, the last day first. `readContact` is true where the
 * telephone numbers are shown, to the class's own teachers alone (contract, 5).
 */
export async function casePage(db: Db, vault: Vault, asked: CasePageAsked, found: CaseOfStudent, typed?: Typed) {
  const { campaign, caller, today, timeZone, from, done } = asked;
  const frame = await staffFrame(db, asked, 'cases');
  const story = await storyOf(db, vault, asked, found);
  const present = await enrolmentOn(db, found.personNo, today);
  const contact = isInScope(caller, 'telephone.read', [present])
    ? await contactOf(db, vault, found.personNo)
    : undefined;
  const { step, outcome } = standingOf(found, story.entries);
  const here = `${frame.base}/cases/${found.id}`;
  const person = `${frame.base}/people/${encodeURIComponent(found.personNo)}`;
  const closing = story.entries.filter(({ kind }) => kind === 'close').at(-1);
  const timeline = timelineOf(campaign, story, timeZone);
  const words = whenWords(today);
  const model = {
    frame,
    found,
    from,
    place: found.places[0],
    here,
    person: person + queryText({ from: `cases/${found.id}` }),
    back: backTo(frame.base, from ?? 'cases'),
    backLabel: from?.startsWith('follow-ups') ? '线下跟进' : '异常跟进',
    contact: contact && Object.keys(contact).length > 0 ? contact : undefined,
    step: step && STEP_WORDS[step],
    outcome: outcome && OUTCOME_WORDS[outcome],
    age: ageOf(asked, found.fromDay),
    days: timeline.map((each) => ({
      ...each,
      when: words(each.date),
      happenings: each.happenings.map(({ opens, ...happening }) => ({
        ...happening,
        address: opens && person + queryText({ date: opens, from: `cases/${found.id}` }),
      })),
    })),
    steps: STEPS.map((value) => ({ value, word: STEP_WORDS[value], chosen: value === typed?.step })),
    outcomes: OUTCOMES.map((value) => ({ value, word: OUTCOME_WORDS[value], chosen: value === typed?.outcome })),
    typed: typed && { [typed.form]: typed },
    done: done && { word: DONE_WORDS[done], [done]: true, outcome: closing?.outcome, note: closing?.note },
  };
  return { model, readContact: model.contact !== undefined };
}

/** 今天, 昨天, or nothing. */
function whenWords(today: string): (date: string) => string | undefined {
  const words = new Map([
    [today, '今天'],
    [addDays(today, -1), '昨天'],
  ]);
  return (date) => words.get(date);
}
