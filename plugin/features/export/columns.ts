import { daysFrom } from '../../kernel/civil-date';
import { type Campaign, formOn } from '../campaign';
import { type Question, questionsOf } from '../form';
import { REPORTED } from '../report';
import type { ExportFilter } from './schema';
import { type Column, type ColumnKind, type Fact, questionKey, type SheetPlan } from './sheet/plan';

const REPEATED = new Set<Fact>(['department', 'class', 'status', 'exemptReason', 'flags', 'decision', 'reviewer']);

function fact(from: Fact, heading: string, width: number, kind: ColumnKind = 'text'): Column {
  return { heading, width, kind, repeats: REPEATED.has(from), from: { fact: from } };
}

const WHO = [
  fact('date', '日期', 12, 'day'),
  fact('studentNo', '学号', 16, 'code'),
  fact('name', '姓名', 14),
  fact('department', '系部', 16),
  fact('class', '班级', 12, 'code'),
  fact('status', '情况', 10),
];
const WHY_EXEMPT = fact('exemptReason', '免打卡原因', 30);
const SENT = [
  fact('submittedAt', '反馈时间', 20, 'moment'),
  fact('revision', '第几次填写', 12),
  fact('flags', '待审核的原因', 28),
];
const REVIEWED = [
  fact('decision', '最近一次处理', 14),
  fact('note', '处理说明', 30),
  fact('reviewer', '处理人', 16),
  fact('decidedAt', '处理时间', 20, 'moment'),
];

/** True for a list whose people have sent something: what they answered is in the file. */
export function hasAnswers({ state, status }: ExportFilter): boolean {
  if (status) return REPORTED.includes(status as never) || status === 'returned';
  return state === undefined || state === 'due' || state === 'reported';
}

function mayBeExempt({ state, status }: ExportFilter): boolean {
  return state === 'exempt' || status === 'exempt' || (state === undefined && status === undefined);
}

/**
 * The columns of a file, and the forms of its days. Each question of each form is a column; one that is asked by the same
 * name in the same words by several versions is the same column, put in other words it is another.
 */
export function columnsOf(campaign: Campaign, filter: ExportFilter): Pick<SheetPlan, 'columns' | 'versions'> {
  const who = mayBeExempt(filter) ? [...WHO, WHY_EXEMPT] : WHO;
  if (!hasAnswers(filter)) return { columns: who, versions: [] };
  const versions = [...new Set(daysFrom(filter.from, filter.to).map((day) => formOn(campaign, day)))];
  const questions = mergeQuestions(versions.map(({ form }) => questionsOf(form)));
  const fixed = [...who, ...SENT, ...REVIEWED];
  const taken = new Set(fixed.map(({ heading }) => heading));
  return {
    columns: [...who, ...SENT, ...questions.map((question) => toColumn(question, taken)), ...REVIEWED],
    versions: versions.map(({ version, form, flags }) => {
      return { version, form, flags: Object.fromEntries(flags.map(({ code, title }) => [code, title])) };
    }),
  };
}

/** All questions in the order of the forms: one that a later form adds stands where that form has it. */
function mergeQuestions(forms: readonly Question[][]): Question[] {
  const merged: Question[] = [];
  for (const questions of forms) {
    let place = 0;
    for (const question of questions) {
      const known = merged.findIndex((each) => questionKey(each) === questionKey(question));
      if (known < 0) merged.splice(place, 0, question);
      place = (known < 0 ? place : known) + 1;
    }
  }
  return merged;
}

const NARROWEST = 12;
const WIDEST = 40;
/** Answers that are chosen, not typed. */
const CHOSEN = new Set<Question['kind']>(['yesno', 'promise', 'one', 'many']);
const SENTENCES = new Set<Question['kind']>(['text', 'paragraph', 'location', 'many']);

/** Two columns never have one heading: a question that is called as another column is told apart by its name. */
function toColumn(question: Question, taken: Set<string>): Column {
  const { label, unit, name, kind } = question;
  const plain = unit ? `${label}（${unit}）` : label;
  const heading = taken.has(plain) ? `${plain}（${name}）` : plain;
  taken.add(heading);
  const width = Math.max(SENTENCES.has(kind) ? 24 : NARROWEST, [...heading].length * 2 + 2);
  const from = { question: questionKey(question) };
  return { heading, kind: 'text', width: Math.min(width, WIDEST), repeats: CHOSEN.has(kind), from };
}
