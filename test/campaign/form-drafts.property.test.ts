import { expect } from 'chai';
import fc from 'fast-check';
import { checkParts } from '../../plugin/features/campaign/form-editor-check';
import { readDraft } from '../../plugin/features/campaign/form-editor-read';
import {
  answersOf,
  COMPARISONS,
  type Comparison,
  conditionText,
  type Draft,
  type DraftQuestion,
  emptyQuestion,
  KINDS,
  type Kind,
} from '../../plugin/features/campaign/form-editor-schema';
import { writeDraft } from '../../plugin/features/campaign/form-editor-write';
import { readCampaignFile } from '../../plugin/features/campaign/read-file';
import { aCampaign } from '../support/world';

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((text) => `题${text.trim()}`);
const number = fc.integer({ min: -500, max: 500 }).map((value) => String(value / 10));
const maybe = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), arbitrary);
const labels = fc.uniqueArray(word, { minLength: 2, maxLength: 5 });
const limits = fc.tuple(number, number).map((pair) => pair.sort((a, b) => Number(a) - Number(b)));

const DETAILS: Partial<Record<Kind, fc.Arbitrary<Partial<DraftQuestion>>>> = {
  number: fc
    .record({ limits, unit: maybe(word), decimals: fc.constantFrom('', '0', '1', '2'), askBelow: maybe(number) })
    .map(({ limits: [minimum = '', maximum = ''], ...rest }) => ({ minimum, maximum, ...rest })),
  one: labels.map((texts) => ({ options: texts.map((label) => ({ value: label, label })) })),
  many: fc
    .record({ texts: labels, exclusiveLabel: maybe(word) })
    .map(({ texts, exclusiveLabel }) => ({ exclusiveLabel, options: texts.map((label) => ({ value: label, label })) })),
  text: fc.record({ maxLength: maybe(fc.integer({ min: 1, max: 4000 }).map(String)) }),
};

const part = fc.constantFrom(...(Object.keys(KINDS) as Kind[])).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    label: word,
    required: fc.boolean(),
    depends: fc.nat(),
    details: DETAILS[kind] ?? fc.constant({}),
    flag: fc.record({ title: word, pick: fc.nat(), value: number }),
  }),
);
type DraftPart = typeof part extends fc.Arbitrary<infer Each> ? Each : never;

/** A form as somebody might put it together in the editor: each question may depend on an answer to one before it. */
function toDraft(parts: readonly DraftPart[]): Draft {
  const draft: Draft = { head: { title: '健康打卡' }, questions: [], flags: [], hidden: [] };
  for (const [index, { kind, label, required, depends, details, flag }] of parts.entries()) {
    const name = kind === 'location' ? 'location' : `q${index}`;
    if (draft.questions.some((each) => each.name === name)) continue;
    const conditions = draft.questions.flatMap((master) =>
      answersOf(master).map(({ value }) => conditionText({ name: master.name, answer: value })),
    );
    const onlyIf = kind === 'promise' ? '' : (conditions[depends % (conditions.length * 2 + 1)] ?? '');
    const question = { ...emptyQuestion(name, kind, label), ...details, onlyIf, required: required || onlyIf !== '' };
    draft.questions.push(question);
    const suited = (Object.keys(COMPARISONS) as Comparison[]).filter((each) =>
      (COMPARISONS[each].kinds as readonly Kind[]).includes(kind),
    );
    const comparison = suited[flag.pick % (suited.length + 1)];
    if (comparison === undefined) continue;
    const chosen = comparison === 'is' || comparison === 'has' ? (question.options[0]?.value ?? '') : '';
    const value = kind === 'number' ? flag.value : chosen;
    draft.flags.push({ code: `flag_${index}`, title: flag.title, question: name, comparison, value });
  }
  return draft;
}

describe('what the editor makes of a form', () => {
  it('is a form that a campaign takes, and the same draft again', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }).map(toDraft), (draft) => {
        expect(checkParts(draft)).to.deep.equal([]);
        const { form, flags } = JSON.parse(JSON.stringify(writeDraft(draft)));
        const file = readCampaignFile(aCampaign({ form, flags }));
        expect(readDraft(file)).to.deep.equal({ draft });
      }),
      { numRuns: 40 },
    );
  });
});
