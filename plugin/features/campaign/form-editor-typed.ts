import { invalid } from '../../kernel/problem';
import {
  COMPARISONS,
  type Comparison,
  checkDraft,
  type Draft,
  type DraftFlag,
  type DraftOption,
  type DraftQuestion,
} from './form-editor-schema';

/** The fields of a sent page. */
export type Typed = Readonly<Record<string, unknown>>;

const LONGEST = 500;

/** A text field as it was typed; the last one where it came several times. */
export function typedText(typed: Typed, name: string): string | undefined {
  const value = Array.isArray(typed[name]) ? typed[name].at(-1) : typed[name];
  return typeof value === 'string' ? value : undefined;
}

/** The draft that a page carries, with what was typed into its fields. 422 for one that no page of ours made. */
export function typedDraft(typed: Typed): Draft {
  const draft = parseDraft(typedText(typed, 'draft') ?? '');
  return {
    ...draft,
    questions: draft.questions.map((question, index) => typedQuestion(question, typed, `q.${index}.`)),
    flags: draft.flags.map((flag, index) => typedFlag(flag, typed, `f.${index}.`)),
  };
}

function parseDraft(text: string): Draft {
  const broken = () => invalid([{ pointer: '/draft', message: '页面带回来的草稿不完整，请重新打开表单编辑' }]);
  let draft: unknown;
  try {
    draft = JSON.parse(text);
  } catch {
    throw broken();
  }
  if (checkDraft(draft).length > 0) throw broken();
  return draft as Draft;
}

const TEXTS = [
  'label',
  'onlyIf',
  'unit',
  'minimum',
  'maximum',
  'decimals',
  'askBelow',
  'askAbove',
  'example',
  'maxLength',
  'exclusiveLabel',
] as const;

function typedQuestion(question: DraftQuestion, typed: Typed, prefix: string): DraftQuestion {
  const field = (name: string) =>
    typedText(typed, prefix + name)
      ?.trim()
      .slice(0, LONGEST);
  if (field('label') === undefined) return question;
  const lines = typedText(typed, `${prefix}options`);
  return {
    ...question,
    ...Object.fromEntries(TEXTS.map((key) => [key, field(key) ?? question[key]])),
    required: field('required') === '1',
    options: lines === undefined ? question.options : typedOptions(question, lines),
  };
}

/** More lines than may be saved are kept, for their writer to shorten. */
const MOST_LINES = 200;

/** A choice a line. One that was there keeps its value, so that figures go on; a new one is known by its label. */
function typedOptions({ options }: DraftQuestion, lines: string): DraftOption[] {
  const labels = lines.split(/\r?\n/).map((line) => line.trim().slice(0, LONGEST));
  const known = (label: string) => options.find((option) => option.label === label) ?? { label, value: label };
  return labels.filter(Boolean).slice(0, MOST_LINES).map(known);
}

function typedFlag(flag: DraftFlag, typed: Typed, prefix: string): DraftFlag {
  const field = (name: string) =>
    typedText(typed, prefix + name)
      ?.trim()
      .slice(0, LONGEST);
  const value = field('value') ?? flag.value;
  return {
    ...flag,
    title: field('title') ?? flag.title,
    comparison: comparisonFor(field('comparison') ?? flag.comparison, value, flag.comparison),
    value,
  };
}

/** Of several choices, any one counts until one of them is named. */
function comparisonFor(typed: string, value: string, before: Comparison): Comparison {
  const chosen = Object.hasOwn(COMPARISONS, typed) ? (typed as Comparison) : before;
  if (chosen !== 'any' && chosen !== 'has') return chosen;
  return value === '' ? 'any' : 'has';
}
