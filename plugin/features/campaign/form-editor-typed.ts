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
  if (typedText(typed, `${prefix}label`) === undefined) return question;
  const texts = TEXTS.map((key) => [
    key,
    typedText(typed, prefix + key)
      ?.trim()
      .slice(0, LONGEST) ?? question[key],
  ]);
  const lines = typedText(typed, `${prefix}options`);
  return {
    ...question,
    ...Object.fromEntries(texts),
    required: typedText(typed, `${prefix}required`) === '1',
    options: lines === undefined ? question.options : typedOptions(question, lines),
  };
}

/** A choice a line. One that was there keeps its value, so that figures go on; a new one is known by its label. */
function typedOptions({ options, plain }: DraftQuestion, lines: string): DraftOption[] {
  const labels = lines.split(/\r?\n/).map((line) => line.trim().slice(0, 100));
  const kept = options.map(({ value }) => value);
  return labels
    .filter(Boolean)
    .slice(0, 100)
    .map((label) => {
      const known = options.find((option) => option.label === label);
      return known ?? { label, value: plain || !kept.includes(label) ? label : `${label}*` };
    });
}

function typedFlag(flag: DraftFlag, typed: Typed, prefix: string): DraftFlag {
  const comparison = typedText(typed, `${prefix}comparison`);
  return {
    ...flag,
    title: typedText(typed, `${prefix}title`)?.trim().slice(0, LONGEST) ?? flag.title,
    comparison: comparison !== undefined && comparison in COMPARISONS ? (comparison as Comparison) : flag.comparison,
    value: typedText(typed, `${prefix}value`)?.trim().slice(0, LONGEST) ?? flag.value,
  };
}
