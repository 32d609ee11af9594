import type { Schema } from '../../kernel/validation';
import { LOCATION } from './default-form';
import {
  answersOf,
  type Comparison,
  conditionText,
  type Draft,
  type DraftFlag,
  type DraftOption,
  type DraftQuestion,
} from './form-editor-schema';
import type { Flag } from './schema';

/** The form and the flags that a draft stands for. What is no number yet is left out. */
export function writeDraft({ head, questions, flags }: Omit<Draft, 'hidden'>): { form: Schema; flags: Flag[] } {
  const required = questions.filter((each) => each.required && !each.onlyIf).map(({ name }) => name);
  const form = {
    ...head,
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    unevaluatedProperties: false,
    properties: Object.fromEntries(questions.map((question) => [question.name, writeQuestion(question)])),
    ...writeConditions(questions),
  };
  return { form, flags: flags.map((flag) => writeFlag(flag)) };
}

/** A number as it was typed; nothing where it is none. */
export function numberOf(typed: string): number | undefined {
  const plain = typed.normalize('NFKC').replace('。', '.').trim();
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined;
}

/** Leaves out what has no value. */
function given(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined && value !== ''));
}

function writeQuestion(question: DraftQuestion): Schema {
  const { kind, label: title } = question;
  switch (kind) {
    case 'number':
      return writeNumber(question);
    case 'yesno':
      return { type: 'boolean', title };
    case 'promise':
      return { const: true, title };
    case 'location':
      return { ...LOCATION, title };
    case 'one':
      return { type: 'string', title, ...writeOptions(question) };
    case 'many':
      return writeMany(question);
    case 'text':
    case 'paragraph':
      return given({
        type: 'string',
        title,
        maxLength: numberOf(question.maxLength),
        widget: kind === 'paragraph' ? 'paragraph' : undefined,
      });
  }
}

const STEPS: Record<string, number> = { '1': 0.1, '2': 0.01 };

function writeNumber(question: DraftQuestion): Schema {
  const { label: title, unit, decimals, askBelow, askAbove } = question;
  return given({
    type: decimals === '0' ? 'integer' : 'number',
    title,
    unit,
    minimum: numberOf(question.minimum),
    maximum: numberOf(question.maximum),
    multipleOf: STEPS[decimals],
    unusual: writeUnusual(numberOf(askBelow), numberOf(askAbove)),
    example: numberOf(question.example),
  });
}

function writeUnusual(below: number | undefined, above: number | undefined): Schema | undefined {
  const low = below === undefined ? undefined : { exclusiveMaximum: below };
  const high = above === undefined ? undefined : { exclusiveMinimum: above };
  return low && high ? { anyOf: [low, high] } : (low ?? high);
}

function writeOptions({ options, plain }: DraftQuestion): Schema {
  if (plain) return { enum: options.map(({ value }) => value) };
  return { oneOf: options.map(({ value, label }: DraftOption) => ({ const: value, title: label })) };
}

function writeMany(question: DraftQuestion): Schema {
  const { label: title, exclusiveLabel, itemTitle } = question;
  const items = given({ type: 'string', title: itemTitle, ...writeOptions(question) });
  return given({ type: 'array', title, uniqueItems: true, exclusiveLabel, items });
}

/** One condition for each answer on which others depend: alone at the top, several in a list. */
function writeConditions(questions: readonly DraftQuestion[]): Schema {
  const wanted = questions.flatMap((master) =>
    answersOf(master).map(({ value }) => {
      const condition = conditionText({ name: master.name, answer: value });
      return { master, answer: value, asked: questions.filter(({ onlyIf }) => onlyIf === condition) };
    }),
  );
  const conditions = wanted.filter(({ asked }) => asked.length > 0).map(writeCondition);
  return conditions.length > 1 ? { allOf: conditions } : (conditions[0] ?? {});
}

interface Wanted {
  master: DraftQuestion;
  answer: string;
  asked: DraftQuestion[];
}

function writeCondition({ master: { name, kind }, answer, asked }: Wanted): Schema {
  const texts = asked.filter((each) => each.kind === 'text' || each.kind === 'paragraph');
  const filled = texts.map((each) => [each.name, { type: 'string', title: each.label, pattern: '\\S' }]);
  const held = kind === 'yesno' ? answer === 'yes' : answer;
  return {
    if: { properties: { [name]: { const: held } }, required: [name] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      required: asked.map((each) => each.name),
      ...(filled.length > 0 ? { properties: Object.fromEntries(filled) } : {}),
    },
  };
}

const CONDITIONS: Record<Comparison, (value: string) => Schema> = {
  over: (value) => ({ exclusiveMinimum: numberOf(value) }),
  atLeast: (value) => ({ minimum: numberOf(value) }),
  under: (value) => ({ exclusiveMaximum: numberOf(value) }),
  atMost: (value) => ({ maximum: numberOf(value) }),
  yes: () => ({ const: true }),
  no: () => ({ const: false }),
  is: (value) => ({ const: value }),
  any: () => ({ minItems: 1 }),
  has: (value) => ({ contains: { const: value } }),
  filled: () => ({ minLength: 1 }),
};

function writeFlag({ code, title, question, comparison, value }: DraftFlag): Flag {
  return {
    code,
    title,
    when: { required: [question], properties: { [question]: CONDITIONS[comparison](value) } },
  };
}
