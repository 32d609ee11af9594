import type { Pointed } from '../../kernel/problem';
import type { Schema } from '../../kernel/validation';
import { type Answers, type Option, type Question, questionsOf } from '../form';
import { type Fields, fieldName, NONE, PROMISED } from './form-answers';

/** A field as a page shows it. */
export interface Field extends Question {
  /** Names the field and, with a dash for the dot, its element. */
  field: string;
  id: string;
  /** Of the one input that has it. */
  value: string;
  /** Of a promise. */
  checked: boolean;
  /** The choice of another question that this one depends on: as it is sent, and in words. */
  master: { name: string; value: string; label: string; choice: string } | undefined;
  choices: (Option & { checked: boolean })[];
  none: { value: string; label: string; checked: boolean } | undefined;
  location: Record<string, string> | undefined;
  error: string | undefined;
  errorId: string;
}

const PARTS = ['region', 'source', 'longitude', 'latitude', 'accuracy', 'address'] as const;

/** What was sent, as it was sent: the page is shown again with it when something is wrong. */
export function fieldsAsSent(form: Schema, sent: Fields, errors: readonly Pointed[]): Field[] {
  const questions = questionsOf(form);
  return questions.map((question) => toField(question, questions, sent, errors));
}

/** Answers as a form would send them, for a page that begins with what is known. */
export function fieldsOfAnswers(form: Schema, answers: Answers): Field[] {
  const sent: Record<string, string | string[]> = {};
  for (const question of questionsOf(form)) Object.assign(sent, toSent(question, answers[question.name]));
  return fieldsAsSent(form, sent, []);
}

function toSent({ name, kind }: Question, value: unknown): Record<string, string | string[]> {
  if (value === undefined || kind === 'promise') return {};
  const field = fieldName(name);
  if (kind === 'yesno') return { [field]: value === true ? 'yes' : 'no' };
  if (kind === 'many') return { [field]: (value as string[]).length === 0 ? [NONE] : (value as string[]) };
  if (kind !== 'location') return { [field]: String(value) };
  // A place found on another day is no place of today: the region is kept to begin with, the coordinates are not.
  return { [fieldName(name, 'region')]: (value as { region: string }).region };
}

function toField(question: Question, all: Question[], sent: Fields, errors: readonly Pointed[]): Field {
  const field = fieldName(question.name);
  const values = [sent[field] ?? []].flat();
  const has = (value: string) => values.includes(value);
  const { exclusiveLabel, kind, options, name } = question;
  const id = field.replace(/\W/g, '-');
  return {
    ...question,
    field,
    id,
    value: values[0] ?? '',
    checked: kind === 'promise' && has(PROMISED),
    master: masterOf(question, all),
    choices: choicesOf(kind, options).map((option) => ({ ...option, checked: has(option.value) })),
    none: kind === 'many' ? { value: NONE, label: exclusiveLabel ?? '以上都没有', checked: has(NONE) } : undefined,
    location: kind === 'location' ? partsOf(name, sent) : undefined,
    error: errors.find(({ pointer }) => pointer === `/answers/${name}` || pointer.startsWith(`/answers/${name}/`))
      ?.message,
    errorId: `${id}-error`,
  };
}

function masterOf({ onlyIf }: Question, all: Question[]): Field['master'] {
  const master = all.find(({ name }) => name === onlyIf?.name);
  if (!onlyIf || !master) return undefined;
  const value = onlyIf.value === true ? 'yes' : onlyIf.value === false ? 'no' : String(onlyIf.value);
  const choice = choicesOf(master.kind, master.options).find((option) => option.value === value)?.label ?? value;
  return { name: master.name, value, label: master.label, choice };
}

function choicesOf(kind: Question['kind'], options: Option[]): Option[] {
  if (kind !== 'yesno') return options;
  return [
    { value: 'no', label: '否' },
    { value: 'yes', label: '是' },
  ];
}

function partsOf(name: string, sent: Fields): Record<string, string> {
  return Object.fromEntries(
    PARTS.flatMap((part) => [
      [part, String([sent[fieldName(name, part)] ?? ''].flat()[0] ?? '')],
      [`${part}Field`, fieldName(name, part)],
    ]),
  );
}
