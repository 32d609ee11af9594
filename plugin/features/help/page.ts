import type { Caller } from '../../kernel/http';
import type { Pointed } from '../../kernel/problem';
import { createReceipt } from '../../kernel/receipt';
import type { Phone } from './phone';
import { fieldsFor } from './rules';
import { HELP_REQUEST, type HelpField, QUESTIONS, type Question } from './schema';

/** What a form brings along: a field that came twice is a list. */
export type HelpFields = Readonly<Record<string, unknown>>;

/** The questions as people ask them. */
export const QUESTION_WORDS: Record<Question, string> = {
  location: '打卡定位不成功',
  open: '校本化打不开',
  identity: '身份验证不通过',
  other: '其他问题',
};

const KNOWN_FIELDS = Object.keys(HELP_REQUEST.properties);

/** The fields of a form that mean something, without blanks around them and without empty ones. */
export function helpFields(body: unknown): HelpFields {
  const given = body as Readonly<Record<string, unknown>>;
  const kept = KNOWN_FIELDS.map((name) => [name, trimmed(given[name])] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined && value !== ''));
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** How a field is shown. */
const INPUTS: Record<HelpField, { paragraph?: true; type?: string; autocomplete?: string; hint?: string }> = {
  phoneModel: { hint: '如 华为 nova 7、iPhone 11；在手机“设置 → 关于手机”里' },
  system: { hint: '如 Android 10、iOS 14.4' },
  words: { paragraph: true, hint: '什么时候、点了什么、看到什么' },
  telephone: { type: 'tel', autocomplete: 'tel', hint: '帮助台会打这个电话' },
  name: { autocomplete: 'name' },
  number: { autocomplete: 'off', hint: '学号是 12 位数字；工号是 CRP 办公系统里的工号' },
  checks: { paragraph: true },
};

interface FormShown {
  question: Question | undefined;
  fields: HelpFields;
  caller: Caller | undefined;
  errors?: readonly Pointed[];
  refused?: { title: string; detail?: string };
}

/** The page on which a request is written: of one question, or the choice of one. */
export function helpForm({ question, fields, caller, errors = [], refused }: FormShown) {
  return {
    question,
    word: question && QUESTION_WORDS[question],
    questions: QUESTIONS.map((code) => ({ code, word: QUESTION_WORDS[code] })),
    fields: question ? fieldsFor(question, caller !== undefined).map((each) => showField(each, fields, errors)) : [],
    errors: errors.map(({ pointer, message }) => ({ id: `help-${pointer.slice(1)}`, message })),
    checks: asText(fields.checks),
    receipt: asText(fields.receipt) || createReceipt(),
    refused,
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function showField(
  { field, needed }: { field: HelpField; needed: boolean },
  fields: HelpFields,
  errors: readonly Pointed[],
) {
  const { title, maxLength } = HELP_REQUEST.properties[field];
  return {
    field,
    needed,
    title,
    maxLength,
    value: asText(fields[field]),
    error: errors.find(({ pointer }) => pointer === `/${field}`)?.message,
    ...INPUTS[field],
  };
}

/** What a form begins with: the phone as its browser describes it. */
export function startingFields({ model, system }: Phone): HelpFields {
  return { phoneModel: model, system };
}
