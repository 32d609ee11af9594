import { COMMAND_LINE } from './features/audit';
import { applyCampaign } from './features/campaign';
import { eraseCommand, MissingKey, rotateCommand } from './features/privacy';
import { importRoster, RosterRefused } from './features/roster';
import { civilDateOf } from './kernel/civil-date';
import { systemClock } from './kernel/clock';
import { type Database, openDatabase } from './kernel/database';
import { migrate } from './kernel/migrate';
import { Problem } from './kernel/problem';
import { readCommandSettings, SettingsError, type SettingsInput } from './kernel/settings';
import { Vault } from './kernel/vault';

// What the commands of `npm run checkin` do, by the settings of an environment. Each answers the lines to print.

/** Not everything could be done; the message is all that there is to say. */
class Unfinished extends Error {}

interface Desk {
  database: Database;
  vault: Vault;
  now: number;
  today: string;
  timeZone: string;
}

/** Works with the database that the environment names. */
async function withDesk<T>(env: SettingsInput, work: (desk: Desk) => Promise<T>): Promise<T> {
  const { databaseUrl, dataKeys, timeZone } = readCommandSettings(env);
  const database = openDatabase(databaseUrl);
  const now = systemClock.now();
  try {
    const time = { now, today: civilDateOf(now, timeZone), timeZone };
    return await work({ database, vault: new Vault(dataKeys), ...time });
  } finally {
    await database.close();
  }
}

/** As {@link withDesk}, once the tables are up to date. */
function withTables<T>(env: SettingsInput, work: (desk: Desk) => Promise<T>): Promise<T> {
  return withDesk(env, async (desk) => {
    await migrate(desk.database);
    return work(desk);
  });
}

/** Brings the tables up to date. */
export function migrateTables(env: SettingsInput): Promise<string[]> {
  return withDesk(env, async ({ database }) => {
    const taken = await migrate(database);
    return taken.length === 0 ? ['数据表已经是最新'] : [...taken.map((name) => `已执行 ${name}`), '数据表已更新'];
  });
}

/** How a roster is imported; today's date is effective where none is named. */
interface ImportOptions {
  effective?: string;
  dryRun?: boolean;
  retireMissing?: boolean;
}

/** Imports roster files, all or nothing. Throws {@link RosterRefused} where any row is bad. */
export function importFiles(
  env: SettingsInput,
  files: { name: string; content: Buffer }[],
  options: ImportOptions,
): Promise<string[]> {
  return withTables(env, async ({ database, vault, now, today }) => {
    const result = await importRoster(database, vault, { actor: COMMAND_LINE, files, ...options, now, today });
    const show = (who: string, { added, changed, unchanged, left }: typeof result.students) =>
      `${who}：新增 ${added}，变更 ${changed}，不变 ${unchanged}，离开 ${left}`;
    const heading = result.dryRun ? '试算，没有写入任何内容' : '已导入';
    return [`${heading}，自 ${result.effective} 起生效`, show('学生', result.students), show('教职工', result.staff)];
  });
}

/** Creates or changes a campaign as its file says. Throws the {@link Problem} of a file that will not do. */
export function applyFile(env: SettingsInput, campaign: unknown, dryRun?: boolean): Promise<string[]> {
  return withTables(env, async ({ database, now, today }) => {
    const applied = await applyCampaign(database, campaign, { actor: COMMAND_LINE, today, now, dryRun });
    const words = { created: '已新建', changed: '已变更', unchanged: '没有变化' };
    const heading = dryRun ? '试算，没有写入任何内容' : words[applied.outcome];
    return [`${heading}：活动 ${applied.code}`, ...applied.changes.map((change) => `  ${change}`)];
  });
}

/** Erases what has been kept as long as it may be. */
export function erase(env: SettingsInput, dryRun: boolean): Promise<string[]> {
  return withTables(env, (desk) => eraseCommand(desk, { today: desk.today, now: desk.now, dryRun }));
}

/** Seals everything with the first of the keys; `say` hears of progress. */
export function rotate(env: SettingsInput, dryRun: boolean, say: (line: string) => void): Promise<string[]> {
  return withTables(env, async ({ database, vault, now }) => {
    const elapsed = () => performance.now();
    const { lines, complete } = await rotateCommand({ database, vault, now, dryRun, say, elapsed });
    if (!complete) throw new Unfinished(lines.join('\n'));
    return lines;
  });
}

/** A refusal as a person reads it: what is wrong, line by line. */
export function explain(error: unknown): string {
  if ([RosterRefused, SettingsError, MissingKey, Unfinished].some((kind) => error instanceof kind))
    return (error as Error).message;
  if (!(error instanceof Problem)) return `失败：${(error as Error).message}`;
  const { detail, errors = [] } = error.details;
  const lines = errors.map(({ pointer, message }) => `  ${pointer || '/'}：${message}`);
  return [`${error.title}${detail ? `：${detail}` : ''}`, ...lines].join('\n');
}
