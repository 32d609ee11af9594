import type { Schema } from '../../kernel/validation';

/** The kinds of questions that a form's schema can ask, by how they are answered. */
export type QuestionKind = 'number' | 'yesno' | 'promise' | 'one' | 'many' | 'text' | 'paragraph' | 'location';

export interface Option {
  value: string;
  label: string;
}

/** One question of a form. */
export interface Question {
  name: string;
  kind: QuestionKind;
  label: string;
  required: boolean;
  unit: string | undefined;
  example: string | undefined;
  options: Option[];
  /** The choice that stands for an empty list, such as 以上都没有. */
  exclusiveLabel: string | undefined;
  maxLength: number | undefined;
  /** Asked only when another question was answered so. */
  onlyIf: { name: string; value: unknown } | undefined;
}

interface Property {
  type?: string;
  title?: string;
  const?: unknown;
  enum?: string[];
  oneOf?: { const: string; title?: string }[];
  items?: Property;
  widget?: string;
  unit?: string;
  example?: unknown;
  exclusiveLabel?: string;
  maxLength?: number;
}

interface Form extends Condition {
  properties?: Record<string, Property>;
  required?: string[];
  allOf?: Condition[];
}

interface Condition {
  if?: { properties?: Record<string, { const?: unknown }> };
  then?: { required?: string[] };
}

/** The questions of a form, in the order of its schema. */
export function questionsOf(schema: Schema): Question[] {
  const form = schema as Form;
  const conditions = [form, ...(form.allOf ?? [])].flatMap(readCondition);
  return Object.entries(form.properties ?? {}).map(([name, property]) => ({
    name,
    kind: kindOf(property),
    label: property.title ?? name,
    required: form.required?.includes(name) ?? false,
    unit: property.unit,
    example: property.example === undefined ? undefined : String(property.example),
    options: optionsOf(property.items ?? property),
    exclusiveLabel: property.exclusiveLabel,
    maxLength: property.maxLength,
    onlyIf: conditions.find(({ names }) => names.includes(name))?.when,
  }));
}

function kindOf({ type, const: fixed, enum: values, oneOf, widget }: Property): QuestionKind {
  if (widget === 'location') return 'location';
  if (fixed === true) return 'promise';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'yesno';
  if (type === 'array') return 'many';
  if (values || oneOf) return 'one';
  return widget === 'paragraph' ? 'paragraph' : 'text';
}

function optionsOf({ oneOf, enum: values }: Property): Option[] {
  if (oneOf) return oneOf.map((each) => ({ value: String(each.const), label: each.title ?? String(each.const) }));
  return (values ?? []).map((value) => ({ value: String(value), label: String(value) }));
}

/** `if` one question is answered so, `then` others are required: those are asked only then. */
function readCondition({ if: wanted, then }: Condition) {
  const [name, answer] = Object.entries(wanted?.properties ?? {})[0] ?? [];
  if (name === undefined || answer?.const === undefined) return [];
  return [{ names: then?.required ?? [], when: { name, value: answer.const } }];
}
