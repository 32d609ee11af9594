#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMAND_LINE } from './features/audit';
import { applyCampaign } from './features/campaign';
import { eraseCommand, MissingKey, rotateCommand } from './features/privacy';
import { importRoster, RosterRefused } from './features/roster';
import { civilDateOf } from './kernel/civil-date';
import { systemClock } from './kernel/clock';
import { type Database, openDatabase } from './kernel/database';
import { migrate } from './kernel/migrate';
import { Problem } from './kernel/problem';
import { readCommandSettings, SettingsError } from './kernel/settings';
import { Vault } from './kernel/vault';

const USAGE = `npm run checkin -- COMMAND

  migrate                                  bring the tables up to date
  roster import FILE… [--effective DATE] [--dry-run] [--retire-missing]
                                           import the roster files (CSV, or XLSX with the sheets 学生 and 教职工)
  campaign apply FILE.json [--dry-run]     create or change a campaign
  erase [--dry-run]                        erase what was kept as long as it may be; the module does so every day
  keys rotate [--dry-run]                  seal everything with the first of DATA_KEYS; goes on after an interruption

Settings come from the environment: DATABASE_URL, DATA_KEYS, TIME_ZONE (see README).`;

/** What was asked for makes no sense; the usage is shown with it. */
class UsageError extends Error {}

/** Not everything could be done; the message is all that there is to say. */
class Unfinished extends Error {}

interface Desk {
  database: Database;
  vault: Vault;
  now: number;
  today: string;
  timeZone: string;
}

type Command = (desk: Desk, files: string[], options: Options) => Promise<string[]>;

const OPTIONS = {
  effective: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'retire-missing': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

interface Options {
  effective?: string;
  'dry-run'?: boolean;
  'retire-missing'?: boolean;
  help?: boolean;
}

/** Each command, and the options that it knows. */
const COMMANDS: Record<string, { run: Command; options: (keyof Options)[] }> = {
  migrate: { run: migrateTables, options: [] },
  'roster import': { run: importFiles, options: ['effective', 'dry-run', 'retire-missing'] },
  'campaign apply': { run: applyFile, options: ['dry-run'] },
  erase: { run: erase, options: ['dry-run'] },
  'keys rotate': { run: rotate, options: ['dry-run'] },
};

function demandNoWords(command: string, words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`${command} 后面不用写什么：${words.join(' ')}`);
}

async function migrateTables({ database }: Desk, words: string[]): Promise<string[]> {
  demandNoWords('migrate', words);
  const taken = await migrate(database);
  return taken.length === 0 ? ['数据表已经是最新'] : [...taken.map((name) => `已执行 ${name}`), '数据表已更新'];
}

async function importFiles(desk: Desk, paths: string[], options: Options): Promise<string[]> {
  if (paths.length === 0) throw new UsageError('请写明要导入的文件');
  const files = paths.map((path) => ({ name: basename(path), content: readGiven(path) }));
  const { database, vault, now, today } = desk;
  await migrate(database);
  const result = await importRoster(database, vault, {
    actor: COMMAND_LINE,
    files,
    effective: options.effective,
    dryRun: options['dry-run'],
    retireMissing: options['retire-missing'],
    now,
    today,
  });
  const show = (who: string, { added, changed, unchanged, left }: typeof result.students) =>
    `${who}：新增 ${added}，变更 ${changed}，不变 ${unchanged}，离开 ${left}`;
  const heading = result.dryRun ? '试算，没有写入任何内容' : '已导入';
  return [`${heading}，自 ${result.effective} 起生效`, show('学生', result.students), show('教职工', result.staff)];
}

async function applyFile({ database, now, today }: Desk, paths: string[], options: Options): Promise<string[]> {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0) throw new UsageError('请写明一个活动文件');
  await migrate(database);
  const dryRun = options['dry-run'];
  const applied = await applyCampaign(database, readJson(path), { actor: COMMAND_LINE, today, now, dryRun });
  const words = { created: '已新建', changed: '已变更', unchanged: '没有变化' };
  const heading = dryRun ? '试算，没有写入任何内容' : words[applied.outcome];
  return [`${heading}：活动 ${applied.code}`, ...applied.changes.map((change) => `  ${change}`)];
}

async function erase(desk: Desk, words: string[], options: Options): Promise<string[]> {
  demandNoWords('erase', words);
  const { database, today, now } = desk;
  await migrate(database);
  return eraseCommand(desk, { today, now, dryRun: options['dry-run'] ?? false });
}

async function rotate({ database, vault, now }: Desk, words: string[], options: Options): Promise<string[]> {
  demandNoWords('keys rotate', words);
  await migrate(database);
  const dryRun = options['dry-run'] ?? false;
  const { lines, complete } = await rotateCommand({
    database,
    vault,
    now,
    dryRun,
    say: (line) => console.log(line),
    elapsed: () => performance.now(),
  });
  if (!complete) throw new Unfinished(lines.join('\n'));
  return lines;
}

function readGiven(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`文件读不出来：${path}（${(error as NodeJS.ErrnoException).code}）`);
  }
}

function readJson(path: string): unknown {
  const text = readGiven(path)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} 不是有效的 JSON：${(error as Error).message}`);
  }
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    return { options: values as Options, words: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function run(args: string[]): Promise<string[]> {
  const { options, words } = parse(args);
  if (options.help || words.length === 0) return [USAGE];
  const [first = ''] = words;
  const name = Object.hasOwn(COMMANDS, first) ? first : words.slice(0, 2).join(' ');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`没有这个命令：${name}`);
  const unknown = (Object.keys(options) as (keyof Options)[]).find(
    (option) => options[option] && !command.options.includes(option),
  );
  if (unknown) throw new UsageError(`${name} 没有选项 --${unknown}`);
  return withDesk((desk) => command.run(desk, words.slice(name.split(' ').length), options));
}

async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const { databaseUrl, dataKeys, timeZone } = readCommandSettings(process.env);
  const database = openDatabase(databaseUrl);
  const now = systemClock.now();
  try {
    const time = { now, today: civilDateOf(now, timeZone), timeZone };
    return await work({ database, vault: new Vault(dataKeys), ...time });
  } finally {
    await database.close();
  }
}

/** A refusal as a person reads it: what is wrong, line by line. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if ([RosterRefused, SettingsError, MissingKey, Unfinished].some((kind) => error instanceof kind))
    return (error as Error).message;
  if (!(error instanceof Problem)) return `失败：${(error as Error).message}`;
  const { detail, errors = [] } = error.details;
  const lines = errors.map(({ pointer, message }) => `  ${pointer || '/'}：${message}`);
  return [`${error.title}${detail ? `：${detail}` : ''}`, ...lines].join('\n');
}

run(process.argv.slice(2)).then(
  (lines) => console.log(lines.join('\n')),
  (error: unknown) => {
    console.error(explain(error));
    process.exitCode = 1;
  },
);
