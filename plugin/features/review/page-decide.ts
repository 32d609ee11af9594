import { isCivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import { invalid, Problem } from '../../kernel/problem';
import { compileSchema, demand } from '../../kernel/validation';
import { BADGES } from '../report';
import { findPerson } from '../roster';
import { type Decided, decide, type ReviewParts } from './decide';
import { countOpenCases, openCasesOf } from './frame-read-model';
import type { StaffAsked } from './page-frame';
import type { Typed } from './page-queue';
import { DECISION_WORDS } from './rules';
import { DECIDE, type Decide } from './schema';

/** The fields of a decision's form: `report` names a report, and comes once for each that was chosen. */
export interface DecisionFields {
  decision?: string;
  note?: string;
  reason?: string;
  report?: string | string[];
  /** `one` when the form belongs to a single report. */
  form?: string;
}

const checkDecision = compileSchema(DECIDE);

function valuesOf(report: DecisionFields['report']): string[] {
  return report === undefined ? [] : [report].flat();
}

/** The body of a decision that a form stands for. Throws 422. */
export function readDecision({ decision, report, ...words }: DecisionFields): Decide {
  const reports = valuesOf(report).map(readReport);
  if (reports.length === 0) throw invalid([{ pointer: '/reports', message: '请先勾选要处理的反馈' }]);
  const body = { decision, note: noteOf(words), reports };
  demand(checkDecision, body);
  return body as Decide;
}

/** A report's name in a form: the day, the revision that was looked at, the student. */
function readReport(value: string) {
  const [date = '', revision = '', ...studentNo] = value.split('/');
  const known = isCivilDate(date) && /^[1-9]\d{0,8}$/.test(revision) && studentNo.join('/') !== '';
  if (!known) throw invalid([{ pointer: '/reports', message: '要处理的反馈认不出来，请刷新后再试' }]);
  return { date, revision: Number(revision), studentNo: studentNo.join('/') };
}

/** A reason that was chosen, and what was written besides; a chosen one that the text already holds is not said twice. */
function noteOf({ note = '', reason = '' }: Pick<DecisionFields, 'note' | 'reason'>): string {
  const text = note.trim();
  if (!reason || text.includes(reason)) return text;
  return text ? `${reason}；${text}` : reason;
}

/** What was typed, to be shown again with what is wrong. */
export function typedAgain(fields: DecisionFields, problem: Problem): Typed {
  const selected = valuesOf(fields.report);
  return {
    ...(fields.form === 'one' ? { key: selected[0] ?? '' } : {}),
    note: fields.note ?? '',
    reason: fields.reason ?? '',
    selected: fields.form === 'one' ? [] : selected,
    message: problem.details.errors?.[0]?.message ?? problem.details.detail ?? problem.title,
  };
}

/** How each report of a decision ended, in words. */
export interface Outcome {
  studentNo: string;
  name: string;
  date: string;
  /** Its status now, where it was decided. */
  status?: string;
  word?: string;
  /** Why it was not. */
  problem?: string;
  value: string;
  /** Where the student is looked after from now on, below the module's own address. */
  case?: string;
}

/** What became of a decision as a page tells it. */
export interface Outcomes {
  decision: Decide['decision'];
  word: string;
  done: Outcome[];
  refused: Outcome[];
  /** A decision can be taken back; taking back cannot. */
  canUndo: boolean;
  /** How many cases the reviewer now has. */
  openCases: number;
}

/** Decides, and tells how each ended. Throws 422 with nothing decided. */
export async function decideByForm(tx: Tx, parts: ReviewParts, asked: StaffAsked & { now: number }, body: Decide) {
  const results = await decide(tx, parts, { ...asked, body });
  const outcomes: Outcome[] = [];
  const cases = await casesOf(tx, asked, body, results);
  for (const [index, result] of results.entries()) {
    const outcome = await inWords(tx, result, body.reports[index]);
    outcomes.push({ ...outcome, case: outcome.problem === undefined ? cases.get(outcome.studentNo) : undefined });
  }
  const done = outcomes.filter(({ problem }) => problem === undefined);
  const word = DECISION_WORDS[body.decision];
  const canUndo = body.decision !== 'reopen' && done.length > 0;
  const refused = outcomes.filter(({ problem }) => problem !== undefined);
  const openCases = await countOpenCases(tx, asked);
  return { decision: body.decision, word, done, refused, canUndo, openCases } satisfies Outcomes;
}

/** Whom a confirmation leads on to their cases. */
async function casesOf(tx: Tx, { campaign }: StaffAsked, { decision }: Decide, results: readonly Decided[]) {
  if (decision !== 'confirm') return new Map<string, string>();
  const people = results.map(({ studentNo }) => studentNo);
  const open = await openCasesOf(tx, campaign.id, people);
  return new Map([...open].map(([studentNo, id]) => [studentNo, `/staff/c/${campaign.code}/cases/${id}`]));
}

async function inWords(tx: Tx, result: Decided, asked: Decide['reports'][number] | undefined): Promise<Outcome> {
  const { studentNo, date } = result;
  const value = `${date}/${asked?.revision ?? 1}/${studentNo}`;
  // Whoever is out of scope is not named.
  const hidden = 'problem' in result && result.problem.problem === 'not-found';
  const name = hidden ? studentNo : ((await findPerson(tx, studentNo))?.name ?? studentNo);
  const outcome = { studentNo, name, date, value };
  if ('status' in result) return { ...outcome, status: result.status, word: BADGES[result.status].word };
  return { ...outcome, problem: result.problem.details.detail ?? result.problem.title };
}

/** True for a refusal that a person can mend in the form. */
export function isMendable(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 422;
}
