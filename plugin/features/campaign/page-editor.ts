import type { CivilDate } from '../../kernel/civil-date';
import type { Schema } from '../../kernel/validation';
import { fieldsOfAnswers, listProvinces } from '../report';
import { formDay } from './current-file';
import { PRESETS } from './form-editor-actions';
import type { Trouble } from './form-editor-check';
import { COMPARISONS, type Draft, type DraftFlag, type DraftQuestion, KINDS, type Kind } from './form-editor-schema';
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
    presets: Object.entries(PRESETS).map(([value, { word }]) => ({ value, word })),
    newError: { label: errorOf('new-label'), kind: errorOf('new-kind'), question: errorOf('newflag-question') },
    ...preview(writeDraft(draft).form),
  };
}

/** What a form shows that the editor cannot edit: what is strange, and the form as a student sees it. */
export function strangeModel(campaign: Campaign, today: CivilDate, form: Schema, strange: readonly string[]) {
  return { ...frame(campaign, today), strange, ...preview(form) };
}

function frame(campaign: Campaign, today: CivilDate) {
  const holdsFrom = formDay(campaign, today);
  const state = stateOn(campaign, today);
  return { campaign, holdsFrom, planned: state === 'planned', ended: state === 'ended' || holdsFrom > campaign.endsOn };
}

function preview(form: Schema) {
  const fields = fieldsOfAnswers(form, {});
  return { fields, provinces: fields.some(({ kind }) => kind === 'location') ? listProvinces() : [] };
}

function choices(pairs: readonly (readonly [string, string])[], chosen: string) {
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
  const masters = draft.questions.slice(0, index).filter(({ kind, onlyIf }) => kind === 'yesno' && !onlyIf);
  const known = masters.map(({ name, label }) => [name, label] as const);
  const stray = question.onlyIf && !masters.some(({ name }) => name === question.onlyIf);
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
    isText: question.kind === 'text' || question.kind === 'paragraph',
    hasOptions: question.kind === 'one' || question.kind === 'many',
    optionLines: question.options.map(({ label }) => label).join('\n'),
    decimalChoices: choices(DECIMALS, question.decimals),
    masters: choices(stray ? [...known, [question.onlyIf, '（排在后面的问题）']] : known, question.onlyIf),
  };
}

function summaryOf({ kind, unit, required, onlyIf }: DraftQuestion, { questions }: Draft): string {
  const master = questions.find(({ name }) => name === onlyIf);
  const when = master ? `“${master.label}”选“是”才问` : required || kind === 'promise' ? '必填' : '可不填';
  return [KINDS[kind], unit, when].filter(Boolean).join(' · ');
}

function comparisonsOf(kind: Kind): [string, string][] {
  const all = Object.entries(COMPARISONS) as [string, { word: string; kinds: readonly Kind[] }][];
  return all.filter(([, { kinds }]) => kinds.includes(kind)).map(([value, { word }]) => [value, word]);
}

function showFlag(flag: DraftFlag, index: number, { draft, errorOf }: Around) {
  const id = `flag-${flag.code}`;
  const question = draft.questions.find(({ name }) => name === flag.question);
  const options = (question?.options ?? []).map(({ value, label }) => [value, label] as const);
  return {
    ...flag,
    id,
    index,
    label: question?.label ?? flag.question,
    unit: question?.unit,
    isNumber: question?.kind === 'number',
    comparisons: choices(question ? comparisonsOf(question.kind) : [], flag.comparison),
    options: choices(options, flag.value),
    errors: {
      title: errorOf(`${id}-title`),
      comparison: errorOf(`${id}-comparison`),
      value: errorOf(`${id}-value`),
    },
  };
}
