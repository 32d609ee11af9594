import equal from 'fast-deep-equal';
import type { Schema } from '../../kernel/validation';
import {
  type Comparison,
  checkDraft,
  conditionText,
  type Draft,
  type DraftFlag,
  type DraftQuestion,
  emptyQuestion,
  type Kind,
} from './form-editor-schema';
import { writeDraft } from './form-editor-write';
import type { Flag, FormVersion } from './schema';

interface Property {
  type?: string;
  title?: string;
  const?: unknown;
  enum?: unknown[];
  oneOf?: { const: unknown; title?: string }[];
  items?: Property;
  widget?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  unusual?: { anyOf?: object[] };
  example?: unknown;
  exclusiveLabel?: string;
  maxLength?: number;
}

interface Condition {
  if?: { properties?: Record<string, { const?: unknown }> };
  then?: { required?: string[] };
}

interface Form extends Condition {
  $schema?: string;
  title?: string;
  required?: string[];
  properties: Record<string, Property>;
  allOf?: Condition[];
}

/** What the editor makes of a form: a draft, or the names of what it cannot show. */
export type ReadForm = { draft: Draft; strange?: undefined } | { draft?: undefined; strange: string[] };

/**
 * A form as a draft. It is shown only if it would be written again exactly as it was: what the editor does not know
 * would otherwise be lost without a word.
 */
export function readDraft({ form, flags }: Pick<FormVersion, 'form' | 'flags'>): ReadForm {
  const { draft, odd } = tryRead(form, flags);
  if (draft && odd.length === 0) return { draft };
  return { strange: odd.length > 0 ? odd : ['表单的整体结构'] };
}

function tryRead(form: Schema, flags: readonly Flag[]): { draft?: Draft; odd: string[] } {
  try {
    const draft = read(form, flags);
    return { draft, odd: checkDraft(draft).length > 0 ? ['表单的整体结构'] : oddParts(form, flags, draft) };
  } catch {
    return { odd: ['表单的整体结构'] };
  }
}

function oddParts(form: Schema, flags: readonly Flag[], draft: Draft): string[] {
  const written = writeDraft(draft);
  const properties = form.properties as Record<string, { title?: string }>;
  const again = written.form.properties as Record<string, unknown>;
  const odd = Object.entries(properties)
    .filter(([name, property]) => !equal(property, again[name]))
    .map(([name, { title }]) => `问题“${title ?? name}”`);
  const oddFlags = flags.filter((flag, index) => !equal(flag, written.flags[index]));
  odd.push(...oddFlags.map(({ title }) => `待审核的条件“${title}”`));
  if (odd.length === 0 && !equal(inAnyOrder(form), inAnyOrder(written.form))) odd.push('问题之间的关系');
  return odd;
}

/** In which order a schema lists what is required says nothing. */
function inAnyOrder(form: Schema): object {
  return { ...form, required: [...((form.required as string[] | undefined) ?? [])].sort() };
}

function read(schema: Schema, flags: readonly Flag[]): Draft {
  const form = schema as unknown as Form;
  const { $schema, title, required = [], properties } = form;
  const conditions = form.allOf ?? [form];
  const questions = Object.entries(properties).map(([name, property]) => {
    const onlyIf = conditionOf(name, conditions);
    return { ...readQuestion(name, property), required: required.includes(name) || onlyIf !== '', onlyIf };
  });
  const head = { ...($schema === undefined ? {} : { $schema }), ...(title === undefined ? {} : { title }) };
  return { head, questions, flags: flags.map(readFlag), hidden: [] };
}

function conditionOf(name: string, conditions: readonly Condition[]): string {
  const condition = conditions.find(({ then }) => then?.required?.includes(name));
  const [master, answer] = Object.entries(condition?.if?.properties ?? {})[0] ?? [];
  if (master === undefined) return '';
  return conditionText({ name: master, answer: yesOrNo(answer?.const) ?? String(answer?.const) });
}

function yesOrNo(value: unknown): 'yes' | 'no' | undefined {
  if (typeof value !== 'boolean') return undefined;
  return value ? 'yes' : 'no';
}

function kindOf({ type, const: fixed, widget, enum: values, oneOf }: Property): Kind {
  if (widget === 'location') return 'location';
  if (fixed === true) return 'promise';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'yesno';
  if (type === 'array') return 'many';
  if (values || oneOf) return 'one';
  return widget === 'paragraph' ? 'paragraph' : 'text';
}

const DECIMALS: Record<string, string> = { '0.1': '1', '0.01': '2' };

function readQuestion(name: string, property: Property): DraftQuestion {
  const choices = property.items ?? property;
  const options = choices.oneOf?.map((each) => ({
    value: String(each.const),
    label: each.title ?? String(each.const),
  }));
  const text = (value: unknown) => (value === undefined ? '' : String(value));
  return {
    ...emptyQuestion(name, kindOf(property), property.title ?? name),
    unit: text(property.unit),
    minimum: text(property.minimum),
    maximum: text(property.maximum),
    decimals: property.type === 'integer' ? '0' : (DECIMALS[text(property.multipleOf)] ?? ''),
    askBelow: text(edgeOf(property, 'exclusiveMaximum')),
    askAbove: text(edgeOf(property, 'exclusiveMinimum')),
    example: text(property.example),
    maxLength: text(property.maxLength),
    exclusiveLabel: text(property.exclusiveLabel),
    itemTitle: text(property.items?.title),
    options: options ?? (choices.enum ?? []).map((value) => ({ value: String(value), label: String(value) })),
    plain: options === undefined,
  };
}

function edgeOf({ unusual }: Property, edge: string): unknown {
  const parts = (unusual?.anyOf ?? [unusual ?? {}]) as Record<string, unknown>[];
  return parts.find((part) => part[edge] !== undefined)?.[edge];
}

/** By which keyword each comparison is known. */
const KEYWORDS: [keyword: string, comparison: Comparison][] = [
  ['exclusiveMinimum', 'over'],
  ['minimum', 'atLeast'],
  ['exclusiveMaximum', 'under'],
  ['maximum', 'atMost'],
  ['contains', 'has'],
  ['minItems', 'any'],
  ['minLength', 'filled'],
  ['const', 'is'],
];

function readFlag({ code, title, when }: Flag): DraftFlag {
  const [question = '', condition = {}] = Object.entries((when.properties ?? {}) as Record<string, object>)[0] ?? [];
  const parts = condition as Record<string, unknown>;
  const [keyword = 'const', comparison = 'is'] = KEYWORDS.find(([key]) => key in parts) ?? [];
  const held = keyword === 'contains' ? (parts.contains as { const?: unknown }).const : parts[keyword];
  const known = yesOrNo(held) ?? comparison;
  const bare = ['yes', 'no', 'any', 'filled'].includes(known);
  return { code, title, question, comparison: known, value: bare ? '' : String(held) };
}
