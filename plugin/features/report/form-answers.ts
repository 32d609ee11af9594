import type { Schema } from '../../kernel/validation';
import { type Answers, type Question, questionsOf } from '../form';

/** The fields of a sent form, as they came. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** The field of a question, and of a part of one, begin with this, so that none is mistaken for another field. */
const PREFIX = 'a.';
/** What the exclusive choice of a question sends. */
export const NONE = '-none';
/** What a promise sends. */
export const PROMISED = 'yes';

/** The name of a question's field, or of a part of it. */
export function fieldName(question: string, part?: string): string {
  return PREFIX + (part === undefined ? question : `${question}.${part}`);
}

/** The answers of a sent form. What is no number stays as it was typed, for the form's schema to refuse. */
export function toAnswers(form: Schema, fields: Fields): Answers {
  const questions = questionsOf(form);
  const answers: Record<string, unknown> = {};
  for (const question of questions) {
    const value = read(question, fields);
    if (value !== undefined) answers[question.name] = value;
  }
  for (const { name, onlyIf } of questions) if (onlyIf && answers[onlyIf.name] !== onlyIf.value) delete answers[name];
  return answers;
}

function read(question: Question, fields: Fields): unknown {
  const field = fields[fieldName(question.name)];
  switch (question.kind) {
    case 'number':
      return toNumber(single(field));
    case 'yesno':
      return field === 'yes' ? true : field === 'no' ? false : undefined;
    case 'promise':
      return single(field) === PROMISED;
    case 'many':
      return toList(field);
    case 'location':
      return toLocation(question.name, fields);
    case 'one':
    case 'text':
    case 'paragraph':
      return single(field) || undefined;
  }
}

function single(field: string | string[] | undefined): string {
  return (Array.isArray(field) ? (field[0] ?? '') : (field ?? '')).trim();
}

/** `３６。５℃` is 36.5 as well: thumbs and keyboards differ. */
function toNumber(typed: string): number | string | undefined {
  const plain = typed
    .normalize('NFKC')
    .replace(/[。,，]/, '.')
    .replace(/(℃|°C|度)$/, '')
    .trim();
  if (plain === '') return undefined;
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed;
}

/** Nothing chosen is no answer; the exclusive choice is an empty list, unless something was chosen beside it. */
function toList(field: string | string[] | undefined): string[] | undefined {
  if (field === undefined) return undefined;
  return [field].flat().filter((value) => value !== NONE);
}

const NUMBERS = ['longitude', 'latitude', 'accuracy'] as const;

function toLocation(name: string, fields: Fields): object | undefined {
  const part = (key: string) => single(fields[fieldName(name, key)]);
  const region = part('region')
    .normalize('NFKC')
    .replace(/\s*\/\s*/g, '/');
  if (region === '') return undefined;
  const located = part('longitude') !== '' && part('latitude') !== '';
  const address = part('address');
  return {
    source: located ? part('source') || 'gps' : 'manual',
    region,
    ...(located
      ? Object.fromEntries(NUMBERS.filter((key) => part(key) !== '').map((key) => [key, toNumber(part(key))]))
      : {}),
    ...(located && address !== '' ? { address } : {}),
  };
}
