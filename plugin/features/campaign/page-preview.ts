import equal from 'fast-deep-equal';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Applied } from './apply-campaign';
import { audienceDay } from './current-file';
import { countDue } from './due-read-model';
import { shownCount } from './page-list';
import { type CampaignFields, RULE_KEYS } from './page-typed';
import { ruleWords } from './page-words';
import type { CampaignFile, ExemptRule } from './schema';

interface Previewed {
  applied: Applied;
  file: CampaignFile;
  current: CampaignFile | undefined;
  fields: CampaignFields;
  today: CivilDate;
}

/** What would change, and who would be due on the first day that it holds. */
export async function previewPage(db: Db, { applied, file, current, fields, today }: Previewed) {
  const day = audienceDay(file, today);
  const count = await countDue(db, file, day);
  const before = current && (await countDue(db, current, day));
  return {
    file,
    isNew: current === undefined,
    unchanged: applied.outcome === 'unchanged',
    changes: [...applied.changes, ...(current ? audienceChanges(current, file) : [])],
    shownDay: day,
    ended: today > file.endsOn,
    ...shownCount(count),
    dueBefore: before?.due,
    changedDue: before !== undefined && before.due !== count.due,
    hidden: hiddenFields(fields),
  };
}

function audienceChanges(before: CampaignFile, after: CampaignFile): string[] {
  const lacks = (rules: readonly ExemptRule[]) => (rule: ExemptRule) => !rules.some((each) => equal(each, rule));
  const added = after.exclude.filter(lacks(before.exclude));
  const gone = before.exclude.filter(lacks(after.exclude));
  return [
    ...added.map((rule) => `不再打卡：${ruleWords(rule)}`),
    ...gone.map((rule) => `重新打卡：${ruleWords(rule)}`),
    ...after.followUp.filter((code) => !before.followUp.includes(code)).map((code) => `改为线下跟进：${code} 班`),
    ...before.followUp.filter((code) => !after.followUp.includes(code)).map((code) => `不再线下跟进：${code} 班`),
  ];
}

/** All that was typed, to be sent again with the confirmation. */
function hiddenFields({ rules, ...plain }: CampaignFields) {
  const rows = rules.flatMap((rule, row) => RULE_KEYS.map((key) => ({ name: `x.${row}.${key}`, value: rule[key] })));
  const fields = Object.entries(plain).map(([name, value]) => ({ name, value: String(value) }));
  return [...fields, { name: 'rows', value: String(rules.length) }, ...rows];
}
