import { compileSchema, type Schema } from '../../kernel/validation';

/** The kinds of questions that the editor can show, and what it calls them. */
export const KINDS = {
  number: '数字',
  yesno: '是或否',
  one: '单选',
  many: '多选',
  text: '一行文字',
  paragraph: '多行文字',
  location: '所在地区',
  promise: '承诺（打勾）',
} as const;
export type Kind = keyof typeof KINDS;

/** How an answer is compared: the kinds of questions that it suits, what it is called, and whether it needs a value. */
export const COMPARISONS = {
  over: { word: '高于', kinds: ['number'] },
  atLeast: { word: '不低于', kinds: ['number'] },
  under: { word: '低于', kinds: ['number'] },
  atMost: { word: '不高于', kinds: ['number'] },
  yes: { word: '选“是”', kinds: ['yesno'] },
  no: { word: '选“否”', kinds: ['yesno'] },
  is: { word: '选了某一项', kinds: ['one'] },
  any: { word: '选了任何一项', kinds: ['many'] },
  has: { word: '选的里面有', kinds: ['many'] },
  filled: { word: '写了内容', kinds: ['text', 'paragraph'] },
} as const satisfies Record<string, { word: string; kinds: readonly Kind[] }>;
export type Comparison = keyof typeof COMPARISONS;

export interface DraftOption {
  value: string;
  label: string;
}

/** A question as the editor holds it. Numbers stay as they were typed; what is empty is not set. */
export interface DraftQuestion {
  name: string;
  kind: Kind;
  label: string;
  required: boolean;
  /** Asked only where another question is answered so: see {@link conditionText}. Empty: always. */
  onlyIf: string;
  unit: string;
  minimum: string;
  maximum: string;
  /** Digits behind the point: `0`, `1`, `2`; empty for any. */
  decimals: string;
  askBelow: string;
  askAbove: string;
  example: string;
  maxLength: string;
  exclusiveLabel: string;
  itemTitle: string;
  options: DraftOption[];
  /** True where the choices are told apart by their labels alone. */
  plain: boolean;
}

/** A reason for a review as the editor holds it. */
export interface DraftFlag {
  code: string;
  title: string;
  question: string;
  comparison: Comparison;
  /** A number as it was typed, or the value of a choice. */
  value: string;
}

/** A question that is asked no more, with the reasons for a review that went with it. */
export interface HiddenQuestion {
  question: DraftQuestion;
  flags: DraftFlag[];
}

/** A form as the editor holds it between two pages. */
export interface Draft {
  head: { $schema?: string; title?: string };
  questions: DraftQuestion[];
  flags: DraftFlag[];
  /** What may be asked again; no part of the form. */
  hidden: HiddenQuestion[];
}

/** Another question and the answer that it has to have: `yes`, `no`, or the value of a choice. */
export interface Master {
  name: string;
  answer: string;
}

/** A condition as a field of the editor holds it: `isolation=home`. */
export function conditionText({ name, answer }: Master): string {
  return `${name}=${answer}`;
}

/** What {@link conditionText} wrote; nothing for a question that is always asked. */
export function masterIn(condition: string): Master | undefined {
  const [name = '', ...answer] = condition.split('=');
  return name === '' ? undefined : { name, answer: answer.join('=') };
}

/** The answers of a question that others may depend on. */
export function answersOf({ kind, options, onlyIf }: DraftQuestion): DraftOption[] {
  if (onlyIf !== '') return [];
  if (kind === 'one') return options;
  if (kind !== 'yesno') return [];
  return [
    { value: 'yes', label: '是' },
    { value: 'no', label: '否' },
  ];
}

export const MOST_QUESTIONS = 100;
export const MOST_FLAGS = 50;
/** Of the questions that are asked no more, the latest are offered again. */
export const MOST_HIDDEN = 50;

const TEXT = { type: 'string', maxLength: 500 } as const;
const NAME = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' } as const;
const TEXTS = ['unit', 'minimum', 'maximum', 'decimals', 'askBelow', 'askAbove', 'example', 'maxLength'] as const;
const MORE_TEXTS = ['label', 'onlyIf', 'exclusiveLabel', 'itemTitle'] as const;

function strict(properties: Record<string, Schema>): Schema {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

const OPTION = strict({ value: TEXT, label: TEXT });
const QUESTION = strict({
  name: NAME,
  kind: { enum: Object.keys(KINDS) },
  required: { type: 'boolean' },
  plain: { type: 'boolean' },
  options: { type: 'array', maxItems: 200, items: OPTION },
  ...Object.fromEntries([...TEXTS, ...MORE_TEXTS].map((key) => [key, TEXT])),
});
const FLAG = strict({
  code: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,31}$' },
  title: TEXT,
  question: TEXT,
  comparison: { enum: Object.keys(COMPARISONS) },
  value: TEXT,
});

const FLAGS = { type: 'array', maxItems: MOST_FLAGS, items: FLAG } as const;

/** What is wrong with a draft that came back from a page. */
export const checkDraft = compileSchema(
  strict({
    head: { type: 'object', additionalProperties: false, properties: { $schema: TEXT, title: TEXT } },
    questions: { type: 'array', maxItems: MOST_QUESTIONS, items: QUESTION },
    flags: FLAGS,
    hidden: { type: 'array', maxItems: MOST_HIDDEN, items: strict({ question: QUESTION, flags: FLAGS }) },
  }),
);

/** A question of a kind of which nothing else is known yet. */
export function emptyQuestion(name: string, kind: Kind, label: string): DraftQuestion {
  const texts = Object.fromEntries([...TEXTS, ...MORE_TEXTS].map((key) => [key, ''])) as Record<
    (typeof TEXTS)[number] | (typeof MORE_TEXTS)[number],
    string
  >;
  return { ...texts, name, kind, label, required: true, options: [], plain: true };
}
