import type { Schema } from '../../kernel/validation';
import { ERASED } from '../../kernel/words';
import { type Question, questionsOf } from './questions';

/** The answers of one submission, by the questions' names. */
export type Answers = Readonly<Record<string, unknown>>;

/** What is left of answers whose time is over. */
export const ERASED_ANSWERS: Answers = Object.freeze({});

/** One answer as a person reads it. */
export interface AnswerInWords {
  name: string;
  title: string;
  text: string;
}

const SOURCES: Record<string, string> = { gps: '手机定位', host: '门户定位', manual: '手动选择' };

interface Location {
  region?: string;
  source?: string;
  address?: string;
}

/**
 * What somebody answered, in the order and the words of the form. Questions that were not answered are left out; of answers
 * that were erased, that they were is all that there is to say.
 */
export function describeAnswers(form: Schema, answers: Answers): AnswerInWords[] {
  if (answers === ERASED_ANSWERS) return [{ name: 'erased', title: '填写内容', text: ERASED }];
  return questionsOf(form)
    .filter(({ name, kind }) => answers[name] !== undefined && answers[name] !== '' && kind !== 'promise')
    .map((question) => ({
      name: question.name,
      title: question.label,
      text: describeAnswer(question, answers[question.name]),
    }));
}

/** An answer that was given, as a person reads it. */
export function describeAnswer(question: Question, value: unknown): string {
  switch (question.kind) {
    case 'number':
      return `${String(value)}${question.unit ? ` ${question.unit}` : ''}`;
    case 'yesno':
    case 'promise':
      return value === true ? '是' : '否';
    case 'many':
      return describeMany(question, value as unknown[]);
    case 'one':
      return labelOf(question, value);
    case 'location':
      return describeLocation(value as Location);
    case 'text':
    case 'paragraph':
      return String(value);
  }
}

function describeMany(question: Question, values: unknown[]): string {
  if (values.length === 0) return question.exclusiveLabel ?? '无';
  return values.map((value) => labelOf(question, value)).join('、');
}

function labelOf({ options }: Question, value: unknown): string {
  return options.find((option) => option.value === value)?.label ?? String(value);
}

function describeLocation({ region = '', source = '', address }: Location): string {
  const place = region.split('/').join(' ');
  return `${place}${address ? `，${address}` : ''}（${SOURCES[source] ?? source}）`;
}
