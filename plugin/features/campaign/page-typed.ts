import equal from 'fast-deep-equal';
import type { Pointed } from '../../kernel/problem';
import { type Typed, typedText } from './form-editor-typed';
import type { CampaignFile, ExemptRule } from './schema';

const PLAIN = [
  'code',
  'title',
  'startsOn',
  'endsOn',
  'trialUntil',
  'instructions',
  'briefDueAt',
  'retentionDays',
  'followUp',
  'reason',
  'approval',
] as const;
export const RULE_KEYS = ['class', 'department', 'status', 'category', 'intake'] as const;

export type RuleFields = Record<(typeof RULE_KEYS)[number], string>;

/** What stands in the fields of the campaign's form, as it was typed. */
export interface CampaignFields extends Record<(typeof PLAIN)[number], string> {
  rules: RuleFields[];
  /** The form to begin with, of a new campaign. */
  preset: string;
  /** Which state of the campaign the fields began with. */
  mark: string;
  /** 延长 or 提前结束, where that was chosen. */
  intent: string;
}

const MOST_RULES = 500;
/** Of one field: five hundred classes. What is longer than its field allows is refused with a word, not cut. */
const LONGEST = 40_000;

/** The fields of a page that was sent. */
export function fieldsTyped(typed: Typed): CampaignFields {
  const text = (name: string) => (typedText(typed, name) ?? '').replace(/\r\n/g, '\n').slice(0, LONGEST);
  const rows = Math.min(Math.max(Math.trunc(Number(text('rows'))) || 0, 0), MOST_RULES);
  const rules = Array.from({ length: rows }, (_, row) => ruleFields((key) => text(`x.${row}.${key}`)));
  const plain = Object.fromEntries(PLAIN.map((key) => [key, text(key)]));
  const more = { preset: text('preset'), mark: text('mark'), intent: text('intent') };
  return { ...(plain as Record<(typeof PLAIN)[number], string>), rules, ...more };
}

function ruleFields(value: (key: (typeof RULE_KEYS)[number]) => string): RuleFields {
  return Object.fromEntries(RULE_KEYS.map((key) => [key, value(key)])) as RuleFields;
}

/** A row for one more rule. */
export function emptyRule(): RuleFields {
  return ruleFields(() => '');
}

/** The fields that stand for a file. Classes that are followed up have a field of their own. */
export function fieldsOfFile(file: CampaignFile): Omit<CampaignFields, 'mark' | 'intent' | 'preset'> {
  const rules = file.exclude.filter((rule) => !isFollowUp(rule, file.followUp));
  return {
    code: file.code,
    title: file.title,
    startsOn: file.startsOn,
    endsOn: file.endsOn,
    trialUntil: file.trialUntil ?? '',
    instructions: file.instructions,
    briefDueAt: file.briefDueAt,
    retentionDays: String(file.retentionDays),
    followUp: file.followUp.join('、'),
    reason: '',
    approval: '',
    rules: rules.map((rule) => ruleFields((key) => String(rule[key] ?? ''))),
  };
}

function isFollowUp(rule: ExemptRule, followUp: readonly string[]): boolean {
  return Object.keys(rule).length === 1 && rule.class !== undefined && followUp.includes(rule.class);
}

const IN_BETWEEN = /[\s、，,；;]+/;

/** The class codes of a list, however they are set apart. */
function followUpClasses(text: string): string[] {
  return [...new Set(text.normalize('NFKC').split(IN_BETWEEN).filter(Boolean))];
}

/** The campaign file that the fields stand for; what it does not show is taken from `current`. */
export function toContent(fields: CampaignFields, current: CampaignFile | undefined): Record<string, unknown> {
  const followUp = followUpClasses(fields.followUp);
  const rules = fields.rules.map(toRule).filter((rule) => Object.keys(rule).length > 0);
  const exclude = [...followUp.map((code) => ({ class: code })), ...rules];
  const days = fields.retentionDays.normalize('NFKC').trim();
  return {
    ...(current ? { form: current.form, flags: current.flags, assessment: current.assessment } : {}),
    ...filled({
      code: current?.code ?? fields.code.trim(),
      title: fields.title.trim(),
      startsOn: fields.startsOn.trim(),
      endsOn: fields.endsOn.trim(),
    }),
    trialUntil: fields.trialUntil.trim() || null,
    instructions: fields.instructions,
    briefDueAt: fields.briefDueAt.trim(),
    retentionDays: /^\d{1,9}$/.test(days) ? Number(days) : days,
    exclude: current && sameRules(current.exclude, exclude) ? current.exclude : exclude,
    followUp: current && sameSet(current.followUp, followUp) ? current.followUp : followUp,
    ...filled({ reason: fields.reason.trim(), approval: fields.approval.trim() }),
  };
}

function filled(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

function toRule(row: RuleFields): Record<string, unknown> {
  const { intake, ...rule } = filled(
    Object.fromEntries(RULE_KEYS.map((key) => [key, row[key].normalize('NFKC').trim()])),
  );
  if (intake === undefined) return rule;
  return { ...rule, intake: /^\d{4}$/.test(intake) ? Number(intake) : intake };
}

/** Followed-up classes stand first in the page's list; that alone is no change. */
function sameRules(one: readonly ExemptRule[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((rule) => other.some((each) => equal(rule, each)));
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}

/** Where a pointer of a refusal stands on the page. */
export function fieldOf({ pointer }: Pointed, fields: CampaignFields): string {
  const [, key = '', index] = pointer.split('/');
  if (key !== 'exclude' || index === undefined) return `f-${key || 'title'}`;
  const followUp = followUpClasses(fields.followUp).length;
  if (Number(index) < followUp) return 'f-followUp';
  const rows = fields.rules.flatMap((row, place) => (Object.keys(toRule(row)).length > 0 ? [place] : []));
  return `x-${rows[Number(index) - followUp] ?? 0}`;
}
