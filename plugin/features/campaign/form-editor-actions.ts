import { readDraft } from './form-editor-read';
import {
  COMPARISONS,
  type Comparison,
  type Draft,
  type DraftQuestion,
  emptyQuestion,
  type HiddenQuestion,
  KINDS,
  type Kind,
  MOST_FLAGS,
  MOST_QUESTIONS,
  masterIn,
} from './form-editor-schema';
import { PRESETS, questionsOf, usedNames, withoutTwins } from './form-editor-start';
import { type Typed, typedText } from './form-editor-typed';
import type { Campaign } from './schema';

/** A draft after one step, and what there is to say about it. */
export interface Step {
  draft: Draft;
  /** The element that the reader goes on with. */
  at?: string;
  said?: string;
  trouble?: { field: string; message: string };
}

/** Takes one step in a draft of a campaign's form: what a button of the editor asks for. */
export function takeStep(draft: Draft, action: string, typed: Typed, campaign: Campaign): Step {
  const [verb = '', argument = ''] = action.split(':');
  const index = Number(argument);
  switch (verb) {
    case 'up':
      return move(draft, index, index - 1);
    case 'down':
      return move(draft, index, index + 1);
    case 'hide':
      return hide(draft, index);
    case 'restore':
      return restore(draft, argument);
    case 'add':
      return addQuestion(draft, typed, usedNames(campaign));
    case 'flag-add':
      return addFlag(draft, typed, usedNames(campaign));
    case 'flag-remove':
      return { draft: { ...draft, flags: draft.flags.filter((_, place) => place !== index) }, at: 'flags' };
    case 'preset':
      return choosePreset(draft, argument);
    default:
      return { draft };
  }
}

/** What was asked before stays at hand. */
function choosePreset(draft: Draft, name: string): Step {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name as keyof typeof PRESETS] : undefined;
  const read = preset && readDraft({ form: preset.form, flags: [...preset.flags] });
  if (!preset || !read?.draft) return { draft };
  const hidden = withoutTwins([...questionsOf(draft), ...draft.hidden], read.draft);
  return { draft: { ...read.draft, hidden }, said: `已换成“${preset.word}”，保存之前都可以再改` };
}

function move(draft: Draft, from: number, to: number): Step {
  const questions = [...draft.questions];
  const [moved] = questions.splice(from, 1);
  if (!moved || to < 0 || to > questions.length) return { draft };
  questions.splice(to, 0, moved);
  return { draft: { ...draft, questions }, at: `q-${moved.name}`, said: `“${moved.label}”现在是第 ${to + 1} 题` };
}

/** A question that is asked no more takes along what depended on it. */
function hide(draft: Draft, index: number): Step {
  const gone = draft.questions[index];
  if (!gone) return { draft };
  const goes = (each: DraftQuestion) => each === gone || masterIn(each.onlyIf)?.name === gone.name;
  const questions = draft.questions.filter((each) => !goes(each));
  const hidden = withoutTwins([...questionsOf(draft), ...draft.hidden], { questions });
  const flags = draft.flags.filter(({ question }) => questions.some(({ name }) => name === question));
  const labels = draft.questions.filter(goes).map(({ label }) => `“${label}”`);
  const lost = draft.flags.length - flags.length;
  const also = lost > 0 ? `，用到的 ${lost} 个审核条件也去掉了` : '';
  return {
    draft: { ...draft, questions, flags, hidden },
    said: `不再问${labels.join('、')}${also}。以前的反馈里还看得到，要恢复在“以前问过的”里`,
  };
}

/** Asks again what was hidden, with its reasons for a review. */
function restore(draft: Draft, name: string): Step {
  const back = draft.hidden.find(({ question }) => question.name === name);
  if (!back) return { draft };
  const hidden = draft.hidden.filter((each) => each !== back);
  const flags = [...draft.flags, ...back.flags.filter(({ code }) => !draft.flags.some((flag) => flag.code === code))];
  if (flags.length > MOST_FLAGS) return tooManyFlags(draft);
  return putIn({ ...draft, flags, hidden }, back.question);
}

/** New questions stand before the promise at the end. */
function putIn(draft: Draft, question: DraftQuestion): Step {
  if (draft.questions.length >= MOST_QUESTIONS)
    return { draft, trouble: { field: 'new-label', message: `一张表单最多 ${MOST_QUESTIONS} 个问题` } };
  const place = draft.questions.length - (draft.questions.at(-1)?.kind === 'promise' ? 1 : 0);
  const questions = [...draft.questions.slice(0, place), question, ...draft.questions.slice(place)];
  const said = `加上了第 ${place + 1} 题“${question.label}”`;
  return { draft: { ...draft, questions }, at: `q-${question.name}`, said };
}

/** A name that no question and no flag of the campaign has ever had: old answers keep their meaning. */
function freshName(prefix: string, used: ReadonlySet<string>, draft: Draft): string {
  const parts: HiddenQuestion[] = [...questionsOf(draft), ...draft.hidden];
  const now = parts.flatMap(({ question, flags }) => [question.name, ...flags.map(({ code }) => code)]);
  for (let number = 1; ; number += 1) {
    const name = `${prefix}${number}`;
    if (!used.has(name) && !now.includes(name)) return name;
  }
}

/** What a new question of a kind begins with. */
const BEGINNINGS: Partial<Record<Kind, Partial<DraftQuestion>>> = {
  many: { exclusiveLabel: '以上都没有' },
  text: { maxLength: '200' },
  paragraph: { maxLength: '500' },
};

function addQuestion(draft: Draft, typed: Typed, used: ReadonlySet<string>): Step {
  const label = typedText(typed, 'new.label')?.trim().slice(0, 100) ?? '';
  const kind = typedText(typed, 'new.kind') ?? '';
  if (label === '') return { draft, trouble: { field: 'new-label', message: '请写上要问什么' } };
  if (!isKind(kind)) return { draft, trouble: { field: 'new-kind', message: '请选择怎么回答' } };
  if (kind === 'location' && draft.questions.some((each) => each.kind === kind || each.name === kind))
    return { draft, trouble: { field: 'new-kind', message: '所在地区只能问一次' } };
  const name = kind === 'location' ? 'location' : freshName('q', used, draft);
  const hidden = draft.hidden.filter(({ question }) => question.name !== name);
  return putIn({ ...draft, hidden }, { ...emptyQuestion(name, kind, label), ...BEGINNINGS[kind] });
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}

/** The first comparison that suits a kind of question; none suits a place or a promise. */
function firstComparison(kind: Kind): Comparison | undefined {
  const all = Object.entries(COMPARISONS) as [Comparison, { kinds: readonly Kind[] }][];
  return all.find(([, { kinds }]) => kinds.includes(kind))?.[0];
}

function addFlag(draft: Draft, typed: Typed, used: ReadonlySet<string>): Step {
  const name = typedText(typed, 'newflag.question');
  const question = draft.questions.find((each) => each.name === name);
  const comparison = question && firstComparison(question.kind);
  if (!question || !comparison) return { draft, trouble: { field: 'newflag-question', message: '请选择看哪个问题' } };
  if (draft.flags.length >= MOST_FLAGS) return tooManyFlags(draft);
  const code = freshName('flag_', used, draft);
  const flag = { code, title: '', question: question.name, comparison, value: '' };
  return { draft: { ...draft, flags: [...draft.flags, flag] }, at: `flag-${code}` };
}

function tooManyFlags(draft: Draft): Step {
  return { draft, trouble: { field: 'newflag-question', message: `最多 ${MOST_FLAGS} 个条件` } };
}
