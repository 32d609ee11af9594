import type { CivilDate } from '../../kernel/civil-date';
import type { Schema } from '../../kernel/validation';
import { fieldsOfAnswers, listProvinces } from '../report';
import { formDay } from './current-file';
import type { Trouble } from './form-editor-check';
import {
  answersOf,
  COMPARISONS,
  conditionText,
  type Draft,
  type DraftFlag,
  type DraftQuestion,
  KINDS,
  type Kind,
  masterIn,
} from './form-editor-schema';
import { PRESETS } from './form-editor-start';
import { writeDraft } from './form-editor-write';
import { stateOn } from './rules';
import type { Campaign } from './schema';

/** What stands in the editor besides the draft. */
export interface Editing {
  campaign: Campaign;
  today: CivilDate;
  mark: string;
  typed: { reason: string; approval: string; newLabel: string; newKind: string };
  at?: string;
  said?: string;
  troubles: readonly Trouble[];
  refused?: string;
}

/** What the editor's page shows: the questions, the reasons for a review, and the form as a student sees it. */
export function editorModel(draft: Draft, editing: Editing) {
  const { campaign, today, mark, typed, at, said, troubles, refused } = editing;
  const errorOf = (field: string) => troubles.find((trouble) => trouble.field === field)?.message;
  return {
    ...frame(campaign, today),
    draft: JSON.stringify(draft),
    mark,
    typed,
    said,
    refused,
    troubles,
    questions: draft.questions.map((question, index) => showQuestion(question, index, { draft, at, errorOf })),
    flags: draft.flags.map((flag, index) => showFlag(flag, index, { draft, errorOf })),
    kinds: choices(Object.entries(KINDS), typed.newKind),
    flaggable: draft.questions.filter(({ kind }) => comparisonsOf(kind).length > 0),
    hidden: draft.hidden.map(({ question: { name, label, kind } }) => ({ name, label, kindWord: KINDS[kind] })),
    newError: { label: errorOf('new-label'), kind: errorOf('new-kind'), question: errorOf('newflag-question') },
    ...preview(writeDraft(draft).form),
  };
}

const NOTHING: Draft = { head: {}, questions: [], flags: [], hidden: [] };

interface Strange {
  campaign: Campaign;
  today: CivilDate;
  mark: string;
  form: Schema;
  strange: readonly string[];
}

/** What a form shows that the editor cannot edit: what is strange, and the form as a student sees it. */
export function strangeModel({ campaign, today, mark, form, strange }: Strange) {
  return { ...frame(campaign, today), mark, draft: JSON.stringify(NOTHING), strange, ...preview(form) };
}

function frame(campaign: Campaign, today: CivilDate) {
  const holdsFrom = formDay(campaign, today);
  const state = stateOn(campaign, today);
  const presets = Object.entries(PRESETS).map(([value, { word }]) => ({ value, word }));
  return { campaign, holdsFrom, planned: state === 'planned', ended: holdsFrom > campaign.endsOn, presets };
}

function preview(form: Schema) {
  const fields = fieldsOfAnswers(form, {});
  return { fields, provinces: fields.some(({ kind }) => kind === 'location') ? listProvinces() : [] };
}

function choices(pairs: Pairs, chosen: string) {
  return pairs.map(([value, label]) => ({ value, label, chosen: value === chosen }));
}

interface Around {
  draft: Draft;
  at?: string;
  errorOf(field: string): string | undefined;
}

const PARTS = ['label', 'onlyIf', 'options', 'minimum', 'maximum', 'askBelow', 'askAbove', 'example', 'maxLength'];

const DECIMALS = [
  ['', '不限'],
  ['0', '整数'],
  ['1', '一位小数'],
  ['2', '两位小数'],
] as const;

function showQuestion(question: DraftQuestion, index: number, { draft, at, errorOf }: Around) {
  const id = `q-${question.name}`;
  const errors = Object.fromEntries(PARTS.map((part) => [part, errorOf(`${id}-${part}`)]));
  return {
    ...question,
    id,
    index,
    number: index + 1,
    first: index === 0,
    last: index === draft.questions.length - 1,
    open: at === id || Object.values(errors).some(Boolean),
    errors,
    kindWord: KINDS[question.kind],
    summary: summaryOf(question, draft),
    isPromise: question.kind === 'promise',
    isText: question.kind === 'text' || question.kind === 'paragraph',
    hasOptions: question.kind === 'one' || question.kind === 'many',
    optionLines: question.options.map(({ label }) => label).join('\n'),
    decimalChoices: choices(DECIMALS, question.decimals),
    conditions: conditionsFor(question, draft.questions.slice(0, index)),
  };
}

/** When a question may be asked: by the answers of those before it. One that is no longer to be had stays to be seen. */
function conditionsFor({ onlyIf }: DraftQuestion, before: readonly DraftQuestion[]) {
  const known = before.flatMap((master) =>
    answersOf(master).map(({ value, label }) => {
      return [conditionText({ name: master.name, answer: value }), `只在“${master.label}”选“${label}”时`] as const;
    }),
  );
  return choices(withStray(known, onlyIf, '（没有这个问题或选项了，请另选）'), onlyIf);
}

type Pairs = readonly (readonly [string, string])[];

function withStray(known: Pairs, chosen: string, word: string): Pairs {
  return chosen === '' || known.some(([value]) => value === chosen) ? known : [...known, [chosen, word]];
}

function summaryOf({ kind, unit, required, onlyIf }: DraftQuestion, { questions }: Draft): string {
  const wanted = masterIn(onlyIf);
  const master = questions.find(({ name }) => name === wanted?.name);
  const answer = master && answersOf(master).find(({ value }) => value === wanted?.answer);
  const when = answer ? `“${master.label}”选“${answer.label}”才问` : required ? '必填' : '可不填';
  return [KINDS[kind], unit, when].filter(Boolean).join(' · ');
}

function comparisonsOf(kind: Kind): [string, string][] {
  const all = Object.entries(COMPARISONS) as [string, { word: string; kinds: readonly Kind[] }][];
  return all.filter(([, { kinds }]) => kinds.includes(kind)).map(([value, { word }]) => [value, word]);
}

function showFlag(flag: DraftFlag, index: number, { draft, errorOf }: Around) {
  const id = `flag-${flag.code}`;
  const question = draft.questions.find(({ name }) => name === flag.question);
  const kind = question?.kind;
  const options = (question?.options ?? []).map(({ value, label }) => [value, label] as const);
  return {
    ...flag,
    id,
    index,
    label: question?.label ?? flag.question,
    unit: question?.unit,
    isNumber: kind === 'number',
    isMany: kind === 'many',
    hasOptions: kind === 'one' || kind === 'many',
    comparisons: choices(kind === 'number' || kind === 'yesno' ? comparisonsOf(kind) : [], flag.comparison),
    options: choices(withStray(options, flag.value, '（没有这个选项了，请另选）'), flag.value),
    errors: Object.fromEntries(['title', 'comparison', 'value'].map((part) => [part, errorOf(`${id}-${part}`)])),
  };
}
