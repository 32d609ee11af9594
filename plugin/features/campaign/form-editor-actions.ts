import { DEFAULT_FLAGS, DEFAULT_FORM } from './default-form';
import { readDraft } from './form-editor-read';
import { COMPARISONS, type Comparison, type Draft, emptyQuestion, KINDS, type Kind } from './form-editor-schema';
import { type Typed, typedText } from './form-editor-typed';
import { LONG_FLAGS, LONG_FORM } from './long-form';

/** The forms to begin with. */
export const PRESETS = {
  default: { word: '通知的表单', form: DEFAULT_FORM, flags: DEFAULT_FLAGS },
  long: { word: '较长的表单', form: LONG_FORM, flags: LONG_FLAGS },
} as const;

/** A draft after one step, and what there is to say about it. */
export interface Step {
  draft: Draft;
  /** The element that the reader goes on with. */
  at?: string;
  said?: string;
  trouble?: { field: string; message: string };
}

/** Takes one step in a draft: what a button of the editor asks for. `used` are names that have meant something before. */
export function takeStep(draft: Draft, action: string, typed: Typed, used: ReadonlySet<string>): Step {
  const [verb = '', argument = ''] = action.split(':');
  const index = Number(argument);
  switch (verb) {
    case 'up':
      return move(draft, index, index - 1);
    case 'down':
      return move(draft, index, index + 1);
    case 'hide':
      return hide(draft, index);
    case 'add':
      return addQuestion(draft, typed, used);
    case 'flag-add':
      return addFlag(draft, typed, used);
    case 'flag-remove':
      return { draft: { ...draft, flags: draft.flags.filter((_, place) => place !== index) }, at: 'flags' };
    case 'preset':
      return choosePreset(draft, argument);
    default:
      return { draft };
  }
}

function choosePreset(draft: Draft, name: string): Step {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name as keyof typeof PRESETS] : undefined;
  const read = preset && readDraft({ form: preset.form, flags: [...preset.flags] });
  if (!preset || !read?.draft) return { draft };
  return { draft: read.draft, said: `已换成“${preset.word}”，保存之前都可以再改` };
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
  const flags = draft.flags.filter(({ question }) => question !== gone.name);
  const questions = draft.questions
    .filter((each) => each !== gone)
    .map((each) => (each.onlyIf === gone.name ? { ...each, onlyIf: '' } : each));
  const lost = draft.flags.length - flags.length;
  const also = lost > 0 ? `，用到它的 ${lost} 个待审核条件也去掉了` : '';
  return { draft: { ...draft, questions, flags }, said: `不再问“${gone.label}”${also}。以前的反馈里还看得到` };
}

/** A name that no question and no flag of the campaign has ever had: old answers keep their meaning. */
function freshName(prefix: string, used: ReadonlySet<string>, draft: Draft): string {
  const now = [...draft.questions.map(({ name }) => name), ...draft.flags.map(({ code }) => code)];
  for (let number = 1; ; number += 1) {
    const name = `${prefix}${number}`;
    if (!used.has(name) && !now.includes(name)) return name;
  }
}

function addQuestion(draft: Draft, typed: Typed, used: ReadonlySet<string>): Step {
  const label = typedText(typed, 'new.label')?.trim().slice(0, 100) ?? '';
  const kind = typedText(typed, 'new.kind') ?? '';
  if (!Object.hasOwn(KINDS, kind)) return { draft, trouble: { field: 'new-kind', message: '请选择怎么回答' } };
  if (label === '') return { draft, trouble: { field: 'new-label', message: '请写上要问什么' } };
  const hasPlace = kind === 'location' && draft.questions.some((each) => each.kind === 'location');
  if (hasPlace) return { draft, trouble: { field: 'new-kind', message: '所在地区只能问一次' } };
  if (draft.questions.length >= 100)
    return { draft, trouble: { field: 'new-label', message: '一张表单最多 100 个问题' } };
  const name = kind === 'location' ? 'location' : freshName('q', used, draft);
  const questions = [...draft.questions, emptyQuestion(name, kind as Kind, label)];
  return { draft: { ...draft, questions }, at: `q-${name}`, said: `加上了第 ${questions.length} 题“${label}”` };
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
  if (draft.flags.length >= 50) return { draft, trouble: { field: 'newflag-question', message: '最多 50 个条件' } };
  const code = freshName('flag_', used, draft);
  const flag = { code, title: '', question: question.name, comparison, value: '' };
  return { draft: { ...draft, flags: [...draft.flags, flag] }, at: `flag-${code}` };
}
