#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

// Nothing of the module is loaded before the words are judged: whoever mistypes is answered at once.

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

/** What is to be done once the module is there, and answers the lines to print. */
type Work = (module: typeof import('./commands.js')) => Promise<string[]>;

interface Command {
  /** the options that it knows */
  options: (keyof Options)[];
  /** Judges the words after the command's name. */
  prepare(words: string[], options: Options): Work;
}

const COMMANDS: Record<string, Command> = {
  migrate: {
    options: [],
    prepare(words) {
      demandNone('migrate', words);
      return ({ migrateTables }) => migrateTables(process.env);
    },
  },
  'roster import': {
    options: ['effective', 'dry-run', 'retire-missing'],
    prepare(paths, { effective, 'dry-run': dryRun, 'retire-missing': retireMissing }) {
      if (paths.length === 0) throw new UsageError('请写明要导入的文件');
      const files = paths.map((path) => ({ name: basename(path), content: readGiven(path) }));
      return ({ importFiles }) => importFiles(process.env, files, { effective, dryRun, retireMissing });
    },
  },
  'campaign apply': {
    options: ['dry-run'],
    prepare([path, ...others], { 'dry-run': dryRun }) {
      if (path === undefined || others.length > 0) throw new UsageError('请写明一个活动文件');
      const campaign = readJson(path);
      return ({ applyFile }) => applyFile(process.env, campaign, dryRun);
    },
  },
  erase: {
    options: ['dry-run'],
    prepare(words, { 'dry-run': dryRun = false }) {
      demandNone('erase', words);
      return ({ erase }) => erase(process.env, dryRun);
    },
  },
  'keys rotate': {
    options: ['dry-run'],
    prepare(words, { 'dry-run': dryRun = false }) {
      demandNone('keys rotate', words);
      return ({ rotate }) => rotate(process.env, dryRun, (line) => console.log(line));
    },
  },
};

function demandNone(command: string, words: readonly string[]): void {
  if (words.length > 0) throw new UsageError(`${command} 后面不用写什么：${words.join(' ')}`);
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
  const work = command.prepare(words.slice(name.split(' ').length), options);
  return work(await import('./commands.js'));
}

async function explain(error: unknown): Promise<string> {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  return (await import('./commands.js')).explain(error);
}

run(process.argv.slice(2)).then(
  (lines) => console.log(lines.join('\n')),
  async (error: unknown) => {
    console.error(await explain(error));
    process.exitCode = 1;
  },
);
