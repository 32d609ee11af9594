import Ajv2020, { type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020';
import { isCivilDate } from './civil-date';
import { invalid, type Pointed } from './problem';

/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** Keywords that only tell a reader how to show a value; they never refuse one. */
const ANNOTATIONS = ['unit', 'unusual', 'exclusiveLabel', 'widget', 'example'];

/** A compiler for one schema, so that no schema's `$id` meets another's. Throws where a part of it is nowhere. */
function compile(schema: Schema, options: Options): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    multipleOfPrecision: 12,
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    ...options,
  });
  ajv.addVocabulary(ANNOTATIONS);
  ajv.addFormat('date', isCivilDate);
  const validate = ajv.compile(schema);
  if ('$async' in validate) throw new Error('a schema that answers later cannot be checked with');
  return validate;
}

/**
 * Judges schemas themselves. Making one takes longer than all that it judges, so that nobody does before there is one to
 * be judged; it keeps nothing of what it judged.
 */
let judge: Ajv2020 | undefined;

/** True for a JSON Schema that values can be checked against; what people write is asked before it is kept. */
export function isSchema(schema: Schema): boolean {
  judge ??= new Ajv2020({ strict: false, logger: false });
  try {
    return judge.validateSchema(schema) === true && compile(schema, {}) !== undefined;
  } catch {
    return false;
  }
}

/** Checks values against a schema. */
export type Validator = (value: unknown) => Pointed[];

/**
 * What is wrong with a value, in Chinese, each with its pointer; empty when nothing is. The schema is one
 * ({@link isSchema}); it is compiled when the first value comes, for nobody asks all of them soon after the start.
 */
export function compileSchema(schema: Schema): Validator {
  return toValidator(schema, {});
}

/** As {@link compileSchema}, for texts of an address: numbers and booleans are read from them, defaults filled in. */
export function compileParameters(schema: Schema): Validator {
  return toValidator(schema, { coerceTypes: true, useDefaults: true });
}

function toValidator(schema: Schema, options: Options): Validator {
  let validate: ValidateFunction | undefined;
  return (value) => {
    const misfit = findMisfit(value);
    if (misfit) return [misfit];
    validate ??= compile(schema, options);
    return validate(value) ? [] : explain(validate.errors ?? [], schema as Titled);
  };
}

/** Nothing that anybody has to say is nested deeper; what is would exhaust the stack of whoever compares it. */
const DEEPEST = 64;

/**
 * What no schema can judge: names that every object has by birth, which the compiled checks take for properties that
 * they know, and nesting without end.
 */
function findMisfit(value: unknown, depth = 0): Pointed | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return { pointer: '', message: `内容的层次太多，最多 ${DEEPEST} 层` };
  for (const key of Object.keys(value)) {
    const misfit =
      key in Object.prototype
        ? { pointer: '', message: `不认识的内容“${key}”` }
        : findMisfit((value as Record<string, unknown>)[key], depth + 1);
    if (misfit) return { ...misfit, pointer: `/${escapeKey(key)}${misfit.pointer}` };
  }
  return undefined;
}

function escapeKey(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

/** Refuses with 422 what a validator finds wrong. */
export function demand(validator: Validator, value: unknown): void {
  const errors = validator(value);
  if (errors.length > 0) throw invalid(errors);
}

const TYPE_NAMES: Record<string, string> = {
  string: '文字',
  number: '数字',
  integer: '整数',
  boolean: '“是”或“否”',
  array: '列表',
  object: '对象',
  null: '空值',
};

type Explain = (error: ErrorObject, name: string, root: Titled) => string;

const MESSAGES: Record<string, Explain> = {
  required: (error, name, root) => (isChosen(error, root) ? `请选择：${name}` : `请填写${name}`),
  additionalProperties: (_, name) => `不认识的内容“${name}”`,
  unevaluatedProperties: (_, name) => `不认识的内容“${name}”`,
  type: (error, name) =>
    `${name}应当是${[error.params.type]
      .flat()
      .map((type) => TYPE_NAMES[type] ?? type)
      .join('或')}`,
  minimum: (error, name) => `${name}不能小于 ${error.params.limit}${unitOf(error)}`,
  maximum: (error, name) => `${name}不能大于 ${error.params.limit}${unitOf(error)}`,
  multipleOf: (error, name) => {
    const digits = [0.1, 0.01, 0.001].indexOf(error.params.multipleOf as number);
    return digits < 0 ? `${name}应当是 ${error.params.multipleOf} 的倍数` : `${name}最多${'一两三'[digits]}位小数`;
  },
  minLength: (error, name) => (error.params.limit === 1 ? `请填写${name}` : `${name}至少 ${error.params.limit} 个字`),
  maxLength: (error, name) => `${name}最多 ${error.params.limit} 个字`,
  minItems: (error, name) => `${name}至少 ${error.params.limit} 项`,
  maxItems: (error, name) => `${name}最多 ${error.params.limit} 项`,
  uniqueItems: (_, name) => `${name}有重复的项`,
  const: (error, name) => (error.params.allowedValue === true ? `请确认：${name}` : `${name}的值不对`),
  enum: (_, name) => `${name}不在可选的范围内`,
  oneOf: (_, name) => `${name}不在可选的范围内`,
  pattern: (error, name) => (error.schema === '\\S' ? `请填写${name}` : `${name}的写法不对`),
  format: (error, name) =>
    error.params.format === 'date' ? `${name}应当是真实的日期，如 2021-01-18` : `${name}的写法不对`,
};

/** Keywords that only repeat what their parts have said already. */
const ECHOES = new Set(['if', 'allOf', 'anyOf', 'not', 'false schema']);

/** Nobody reads more of them, and a body may hold ten thousand. */
const MOST_ERRORS = 100;

function explain(errors: ErrorObject[], root: Titled): Pointed[] {
  const telling = errors.filter(({ keyword, schemaPath }) => !ECHOES.has(keyword) && !isBranchOfChoice(schemaPath));
  const pointed = new Map<string, Pointed>();
  for (const error of telling.length > 0 ? telling : errors) {
    const pointer = pointerOf(error);
    const name = nameOf(error, pointer, root);
    const message = MESSAGES[error.keyword]?.(error, name, root) ?? `${name}不符合要求`;
    pointed.set(`${pointer}\n${message}`, { pointer, message });
    if (pointed.size >= MOST_ERRORS) break;
  }
  return [...pointed.values()];
}

/** A branch that did not match is no news: the choice itself says so. */
function isBranchOfChoice(schemaPath: string): boolean {
  return /\/(oneOf|anyOf)\/\d+\//.test(schemaPath);
}

function propertyOf({ keyword, params }: ErrorObject): string | undefined {
  if (keyword === 'required') return params.missingProperty as string;
  if (keyword === 'additionalProperties') return params.additionalProperty as string;
  if (keyword === 'unevaluatedProperties') return params.unevaluatedProperty as string;
  return undefined;
}

function pointerOf(error: ErrorObject): string {
  const property = propertyOf(error);
  if (property === undefined) return error.instancePath;
  return `${error.instancePath}/${escapeKey(property)}`;
}

/** What of a schema says how a value is called and given. */
interface Titled {
  title?: string;
  type?: string;
  enum?: unknown;
  oneOf?: unknown;
  properties?: Record<string, Titled>;
}

/** The schema of the property that an error is about: a condition names it, and the whole may say more about it. */
function propertyIn(error: ErrorObject, root: Titled): Titled | undefined {
  const property = propertyOf(error);
  if (property === undefined) return error.parentSchema as Titled;
  const near = (error.parentSchema as Titled).properties?.[property];
  return error.instancePath === '' ? { ...root.properties?.[property], ...near } : near;
}

/** True for what is answered by choosing, not by typing. */
function isChosen(error: ErrorObject, root: Titled): boolean {
  const { type, enum: values, oneOf } = propertyIn(error, root) ?? {};
  return type === 'boolean' || type === 'array' || values !== undefined || oneOf !== undefined;
}

/** What a reader calls the value: the schema's title, else the last part of the pointer. */
function nameOf(error: ErrorObject, pointer: string, root: Titled): string {
  const last = propertyOf(error) ?? pointer.split('/').pop() ?? '';
  return propertyIn(error, root)?.title ?? last.slice(0, 40);
}

function unitOf(error: ErrorObject): string {
  const { unit } = error.parentSchema as { unit?: string };
  return unit ? ` ${unit}` : '';
}
