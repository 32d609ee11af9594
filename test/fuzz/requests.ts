import { PEOPLE, STAFF, STUDENTS } from '../support/world';

/** A source of choices that a seed makes again (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 (included) to 1 (excluded). */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.roll() * of.length)] as T;
  }

  chance(of: number): boolean {
    return this.roll() < of;
  }
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
}

/** An operation as the OpenAPI document describes it. */
export interface DescribedOperation {
  id: string;
  method: string;
  path: string;
  parameters: { name: string; in: string; schema?: Schema }[];
  body?: Schema;
  /** What the body is sent as; none where there is no body. */
  type?: string;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
}
interface Described {
  operationId: string;
  parameters?: DescribedOperation['parameters'];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

/** Every operation of an OpenAPI document. */
export function operationsOf(document: Document): DescribedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], requestBody }]) => {
      const [[type, content] = []] = Object.entries(requestBody?.content ?? {});
      return { id: operationId, method, path, parameters, body: content?.schema, type };
    }),
  );
}

/** Texts that have broken programs. */
const HOSTILE = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%',
  '\u0000',
  '\ud800',
  '\u202egnp.exe',
  '\u{1f637}'.repeat(20),
  '=cmd|" /C calc"!A0',
  '<script>alert(1)</script>',
  '{{7*7}}',
  "' or '1'='1",
  '1; drop table checkin_report; --',
  '9'.repeat(400),
  'a'.repeat(9_000),
  '2021-02-30',
  '2021-1-1',
  '9999-12-31',
  '0000-01-01',
  '2021-W99',
  'null',
  '[]',
  '{"a":1}',
];

/** Values that mean something in the world of the tests. */
const KNOWN: Record<string, readonly string[]> = {
  code: ['winter'],
  date: ['2021-01-21', '2021-01-20', '2021-01-18', '2021-01-22'],
  studentNo: [PEOPLE.wang.personNo, PEOPLE.sun.personNo, PEOPLE.offApp.personNo],
  personNo: [PEOPLE.wang.personNo, PEOPLE.sun.personNo],
  department: ['航制', '经管'],
  class: ['191111', '192211', '198241'],
  isoWeek: ['2021-W03', '2021-W04'],
  week: ['2021-W03'],
  name: ['template.xlsx', 'students.csv'],
};

/** A text for a part of an address or a field of that name: often one that is known, else a hostile one. */
export function textFor(dice: Dice, name: string): string {
  const known = KNOWN[name] ?? (/date|from|to|On$/i.test(name) ? KNOWN.date : undefined);
  if (known && dice.chance(0.7)) return dice.one(known);
  return dice.one(HOSTILE);
}

const DEPTH = 5;

/** Something that may or may not fulfil a schema. */
function valueFor(dice: Dice, schema: Schema | undefined, name = '', depth = 0): unknown {
  if (!schema || depth > DEPTH || dice.chance(0.08)) return anything(dice);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return dice.one(schema.enum);
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return valueFor(dice, dice.one(either), name, depth + 1);
  const type = Array.isArray(schema.type) ? dice.one(schema.type) : schema.type;
  if (type === 'object' || schema.properties) return objectFor(dice, schema, depth);
  if (type === 'array')
    return Array.from({ length: Math.floor(dice.roll() * 4) }, () => valueFor(dice, schema.items, name, depth + 1));
  if (type === 'string') return schema.format === 'date' ? textFor(dice, 'date') : textFor(dice, name);
  if (type === 'boolean') return dice.chance(0.5);
  if (type === 'integer' || type === 'number') return dice.one([0, 1, -1, 36.5, 37.4, 38.66, 1e308, 2 ** 53, -0]);
  return anything(dice);
}

function objectFor(dice: Dice, { properties = {} }: Schema, depth: number): Record<string, unknown> {
  const given = Object.entries(properties)
    .filter(() => dice.chance(0.9))
    .map(([key, schema]) => [key, valueFor(dice, schema, key, depth + 1)]);
  if (dice.chance(0.1)) given.push([dice.one(HOSTILE), anything(dice)]);
  return Object.fromEntries(given) as Record<string, unknown>;
}

function anything(dice: Dice): unknown {
  const deep = () => JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown;
  return dice.one<() => unknown>([
    () => null,
    () => dice.one(HOSTILE),
    () => dice.roll() * 1e6,
    () => true,
    () => [],
    () => ({}),
    () => [dice.one(HOSTILE), 1, null],
    deep,
  ])();
}

/** The answers of a student, more or less: what no schema of the document can describe. */
function answersFor(dice: Dice): unknown {
  const answers = {
    temperature: dice.one<unknown>([36.5, 37.3, 37.4, 42, 42.1, 37.45, '36.5', null]),
    symptoms: dice.one<unknown>([[], ['fever'], ['fever', 'fever'], 'fever', [null]]),
    highRiskArea: dice.one<unknown>([true, false, 'false']),
    location: dice.one<unknown>([{ source: 'manual', region: '四川省/成都市/龙泉驿区' }, { source: 'gps' }, [], null]),
    truthful: dice.one<unknown>([true, false]),
  };
  return dice.chance(0.3) ? { ...answers, [dice.one(HOSTILE)]: anything(dice) } : answers;
}

/** Files as people send them: rosters, and what they took for one. */
const FILES = [
  STUDENTS,
  STAFF,
  STUDENTS.split('\n').slice(0, 2).join('\n'),
  '',
  '学号\n',
  'PK\u0003\u0004',
  ...HOSTILE,
];

/** A form with files, well-formed but for what is in it. */
function uploadOf(dice: Dice, fields: readonly (readonly [string, string])[]): { type: string; bytes: Buffer } {
  const name = () => dice.one(['students.csv', 'staff.csv', 'roster.xlsx', '../x.csv', '', '名单.csv', '"; x="']);
  const files = Array.from({ length: Math.floor(dice.roll() * 4) }, () => ({ name: name(), text: dice.one(FILES) }));
  const boundary = 'fuzz-4f2a';
  const parts = [
    ...fields.map(([field, value]) => `Content-Disposition: form-data; name="${field}"\r\n\r\n${value}`),
    ...files.map(
      (file) =>
        `Content-Disposition: form-data; name="files"; filename="${file.name}"\r\nContent-Type: text/csv\r\n\r\n${file.text}`,
    ),
  ].map((part) => `--${boundary}\r\n${part}\r\n`);
  const bytes = Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}

/** A body as bytes, with its type: mostly well-formed. `formToken` is what a form of a page carries, if it is one. */
export function bodyFor(
  dice: Dice,
  operation: DescribedOperation,
  formToken?: string,
): { type: string; bytes: Buffer } {
  const value = valueFor(dice, operation.body) as Record<string, unknown> | null;
  const whole = operation.id === 'submitReport' && dice.chance(0.8) ? { answers: answersFor(dice) } : value;
  if (dice.chance(0.04)) return { type: 'application/json', bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]) };
  if (dice.chance(0.04)) return { type: dice.one(['text/plain', 'multipart/form-data', '']), bytes: Buffer.from('x') };
  if (dice.chance(0.04)) return { type: 'application/json', bytes: Buffer.from('{"half":') };
  if (operation.type === 'application/json')
    return { type: operation.type, bytes: Buffer.from(JSON.stringify(whole) ?? '') };
  const fields = Object.entries(whole ?? {}).map(([name, field]) => [
    name,
    typeof field === 'string' ? field : (JSON.stringify(field) ?? ''),
  ]) as [string, string][];
  if (formToken !== undefined) fields.unshift(['_csrf', formToken]);
  if (operation.type === 'multipart/form-data') return uploadOf(dice, fields);
  return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(new URLSearchParams(fields).toString()) };
}
