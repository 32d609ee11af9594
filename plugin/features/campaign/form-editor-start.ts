import { DEFAULT_FLAGS, DEFAULT_FORM } from './default-form';
import { type ReadForm, readDraft } from './form-editor-read';
import { type Draft, type HiddenQuestion, MOST_HIDDEN } from './form-editor-schema';
import { LONG_FLAGS, LONG_FORM } from './long-form';
import type { Campaign, FormVersion } from './schema';

/** The forms to begin with. */
export const PRESETS = {
  default: { word: '通知的表单', form: DEFAULT_FORM, flags: DEFAULT_FLAGS },
  long: { word: '较长的表单', form: LONG_FORM, flags: LONG_FLAGS },
} as const;

/** A form to change, and beside it what the campaign has asked in other versions and could ask again. */
export function readVersion({ forms }: Campaign, version: FormVersion): ReadForm {
  const { draft, strange } = readDraft(version);
  if (!draft) return { strange };
  const others = [...forms].reverse().flatMap((each) => {
    return each.version === version.version ? [] : questionsOf(readDraft(each).draft);
  });
  return { draft: { ...draft, hidden: withoutTwins(others, draft) } };
}

/** The questions of a draft, each with its reasons for a review. */
export function questionsOf(draft: Draft | undefined): HiddenQuestion[] {
  return (draft?.questions ?? []).map((question) => {
    return { question, flags: draft?.flags.filter((flag) => flag.question === question.name) ?? [] };
  });
}

/** Of several questions of a name only the first, and none that is asked. */
export function withoutTwins(hidden: readonly HiddenQuestion[], { questions }: Pick<Draft, 'questions'>) {
  const seen = new Set(questions.map(({ name }) => name));
  const kept = hidden.filter(({ question: { name } }) => !seen.has(name) && seen.add(name));
  return kept.slice(0, MOST_HIDDEN);
}

/** Every name that a question or a reason for a review of the campaign has ever had. */
export function usedNames({ forms }: Campaign): ReadonlySet<string> {
  return new Set(
    forms.flatMap(({ form, flags }) => [...Object.keys(form.properties ?? {}), ...flags.map(({ code }) => code)]),
  );
}
