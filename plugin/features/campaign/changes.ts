import equal from 'fast-deep-equal';
import type { CivilDate } from '../../kernel/civil-date';
import type { Schema } from '../../kernel/validation';
import { ruleWords } from './rules';
import type { CampaignFile, ExemptRule } from './schema';

/** True when both files ask the same people. */
export function sameAudience(one: CampaignFile, other: CampaignFile): boolean {
  return equal([one.exclude, one.followUp], [other.exclude, other.followUp]);
}

/** True when both files ask the same, in the same order, and flag the same. */
export function sameForm(one: CampaignFile, other: CampaignFile): boolean {
  return sameSchema(one.form, other.form) && equal(one.flags, other.flags);
}

/** The order in which a form asks is part of it, though no schema is another one by it. */
function sameSchema(one: Schema, other: Schema): boolean {
  return equal(one, other) && equal(Object.keys(questionsIn(one)), Object.keys(questionsIn(other)));
}

/** What differs between two files, for the audit trail: each part as it was and as it is. */
export function changedParts(before: CampaignFile | undefined, after: CampaignFile) {
  const { reason: _, approval: __, ...parts } = after;
  const keys = (Object.keys(parts) as (keyof typeof parts)[]).filter(
    (key) => !before || (key === 'form' ? !sameSchema(before.form, after.form) : !equal(before[key], after[key])),
  );
  const part = (file: CampaignFile) => Object.fromEntries(keys.map((key) => [key, file[key]]));
  return before ? { before: part(before), after: part(after) } : { after: part(after) };
}

/** More lines than these nobody reads at once; the rest are counted. */
const MOST_LINES = 60;

/** From when on a changed audience and a changed form hold. */
export interface Effective {
  audience: CivilDate;
  form: CivilDate;
}

/** What changes from one file to another, in Chinese, a line a fact; empty when nothing does. */
export function changesBetween(before: CampaignFile, after: CampaignFile, from: Effective): string[] {
  const lines = headLines(before, after);
  if (!sameAudience(before, after)) lines.push(`打卡对象：自 ${from.audience} 起生效`, ...audienceLines(before, after));
  if (!sameForm(before, after)) lines.push(`表单：自 ${from.form} 起生效`, ...formLines(before, after));
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `另有 ${lines.length - MOST_LINES} 处`];
}

const HEAD = {
  title: '名称',
  startsOn: '开始日期',
  endsOn: '结束日期',
  trialUntil: '试运行截止',
  instructions: '打卡说明',
  briefDueAt: '日报截止时间',
  assessment: '考核权重',
  retentionDays: '保存天数',
} as const;

function headLines(before: CampaignFile, after: CampaignFile): string[] {
  return (Object.keys(HEAD) as (keyof typeof HEAD)[])
    .filter((key) => !equal(before[key], after[key]))
    .map((key) => `${HEAD[key]}：${show(before[key])} → ${show(after[key])}`);
}

function show(value: unknown): string {
  if (value === null || value === '') return '无';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function audienceLines(before: CampaignFile, after: CampaignFile): string[] {
  const lacks = (rules: readonly ExemptRule[]) => (rule: ExemptRule) => !rules.some((each) => equal(each, rule));
  const without = (codes: readonly string[]) => (code: string) => !codes.includes(code);
  return [
    ...after.exclude.filter(lacks(before.exclude)).map((rule) => `不再打卡：${ruleWords(rule)}`),
    ...before.exclude.filter(lacks(after.exclude)).map((rule) => `重新打卡：${ruleWords(rule)}`),
    ...after.followUp.filter(without(before.followUp)).map((code) => `改为线下跟进：${code} 班`),
    ...before.followUp.filter(without(after.followUp)).map((code) => `不再线下跟进：${code} 班`),
  ];
}

type Asking = Pick<CampaignFile, 'form' | 'flags'>;
type Named = Record<string, { title?: string }>;

/** What another form asks and flags otherwise: 新问“睡得好吗”. */
export function formLines(before: Asking, after: Asking): string[] {
  const [old, fresh] = [questionsIn(before.form), questionsIn(after.form)];
  const lines = [
    ...differences(old, fresh, { added: '新问', gone: '不再问', changed: '改了问题' }),
    ...differences(byCode(before.flags), byCode(after.flags), {
      added: '新的审核条件',
      gone: '去掉审核条件',
      changed: '改了审核条件',
    }),
  ];
  const both = Object.keys(old).filter((name) => name in fresh);
  const kept = (names: readonly string[]) => names.filter((name) => both.includes(name));
  if (!equal(kept(Object.keys(old)), kept(Object.keys(fresh)))) lines.push('问题的顺序变了');
  if (!equal(kept(requiredIn(before.form)).sort(), kept(requiredIn(after.form)).sort())) lines.push('哪些必填变了');
  if (!equal(conditionsIn(before.form), conditionsIn(after.form))) lines.push('什么时候问哪些变了');
  return lines;
}

function differences(before: Named, after: Named, words: Record<'added' | 'gone' | 'changed', string>): string[] {
  const titled = (word: string, parts: Named, names: string[]) =>
    names.map((name) => `${word}“${show(parts[name]?.title ?? name)}”`);
  const [old, fresh] = [Object.keys(before), Object.keys(after)];
  return [
    ...titled(
      words.added,
      after,
      fresh.filter((name) => !(name in before)),
    ),
    ...titled(
      words.gone,
      before,
      old.filter((name) => !(name in after)),
    ),
    ...titled(
      words.changed,
      after,
      fresh.filter((name) => name in before && !equal(before[name], after[name])),
    ),
  ];
}

function byCode(flags: CampaignFile['flags']): Named {
  return Object.fromEntries(flags.map((flag) => [flag.code, flag]));
}

function questionsIn({ properties }: Schema): Named {
  return (properties ?? {}) as Named;
}

function requiredIn({ required }: Schema): string[] {
  return (required ?? []) as string[];
}

function conditionsIn({ if: wanted, then, else: otherwise, allOf }: Schema) {
  return [wanted, then, otherwise, allOf];
}
