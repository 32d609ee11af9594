import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Applied } from './apply-campaign';
import { audienceDay } from './current-file';
import { countDue } from './due-read-model';
import { shownCount } from './page-list';
import { type CampaignFields, RULE_KEYS } from './page-typed';
import type { CampaignFile } from './schema';

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
    changes: applied.changes,
    shownDay: day,
    ended: today > file.endsOn,
    startsInPast: current === undefined && file.startsOn < today,
    ...shownCount(count),
    dueBefore: before?.due,
    changedDue: before !== undefined && before.due !== count.due,
    hidden: hiddenFields(fields),
  };
}

/** All that was typed, to be sent again with the confirmation. */
function hiddenFields({ rules, ...plain }: CampaignFields) {
  const rows = rules.flatMap((rule, row) => RULE_KEYS.map((key) => ({ name: `x.${row}.${key}`, value: rule[key] })));
  const fields = Object.entries(plain).map(([name, value]) => ({ name, value: String(value) }));
  return [...fields, { name: 'rows', value: String(rules.length) }, ...rows];
}
