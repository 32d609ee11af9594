import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Knex } from 'knex';
import { openDatabase } from '../plugin/kernel/database';
import { migrate } from '../plugin/kernel/migrate';
import { temporaryFolder } from './support/servers/shell';

const ROOT = join(__dirname, '..');
const RULES = join(ROOT, '.dependency-cruiser.cjs');

/** What may stand in the repository's root, beside files that begin with a dot. */
const TOP = new Set([
  ...['plugin', 'templates', 'migrations', 'test', 'manifest.json', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'README.md', 'LICENSE', 'CHANGELOG.md'],
]);

interface Cruise {
  modules: number;
  /** `rule: from → to`, sorted */
  violations: string[];
}

interface CruiserOutput {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Judges the imports of a folder's `plugin` and `migrations` by the module's rules, as `npm run check:rules` does. */
function cruise(folder: string): Cruise {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', RULES, '--output-type', 'json', 'plugin', 'migrations'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  ok(stdout.startsWith('{'), stderr || stdout);
  const { summary } = JSON.parse(stdout) as CruiserOutput;
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  return { modules: summary.totalCruised, violations };
}

/** One breach of each rule: the file that commits it, what it imports, and what dependency-cruiser is to say of it. */
const BREACHES: [rule: string, from: string, to: string][] = [
  ['kernel-knows-no-feature', 'plugin/kernel/clock.ts', 'plugin/features/audit/index.ts'],
  ['features-meet-at-their-index', 'plugin/features/report/submit.ts', 'plugin/features/campaign/store.ts'],
  ['features-do-not-reach-up', 'plugin/features/report/decide.ts', 'plugin/index.ts'],
  ['compose-is-for-index', 'plugin/cli.ts', 'plugin/compose.ts'],
  ['nothing-needs-what-is-around', 'plugin/compose.ts', 'plugin/trial/school.ts'],
  ['trial-is-a-host', 'plugin/trial/start.ts', 'plugin/features/help/store.ts'],
  ['migrations-stand-alone', 'migrations/1_person.ts', 'plugin/features/roster/index.ts'],
  ['schema-is-at-the-bottom', 'plugin/features/review/schema.ts', 'plugin/features/review/rules.ts'],
  ['rules-are-pure', 'plugin/features/help/name-rules.ts', 'plugin/features/help/store.ts'],
  ['store-only-writes', 'plugin/features/launch/store.ts', 'plugin/features/launch/read-model.ts'],
  ['read-model-only-reads', 'plugin/features/brief/read-model.ts', 'plugin/features/brief/page.ts'],
  ['routes-are-at-the-top', 'plugin/features/export/page.ts', 'plugin/features/export/routes.ts'],
  ['no-tests-in-the-module', 'plugin/kernel/log.ts', 'test/world.ts'],
  ['no-development-packages', 'plugin/kernel/vault.ts', 'node_modules/for-tests/index.js'],
  ['no-unresolvable', 'plugin/kernel/views.ts', './nowhere'],
];

/** What the rules allow, so that a rule which forbids everything is found out too. */
const ALLOWED: [from: string, to: string][] = [
  ['plugin/standalone.ts', 'plugin/index.ts'],
  ['plugin/index.ts', 'plugin/compose.ts'],
  ['plugin/features/reminder/routes.ts', 'plugin/features/reminder/page.ts'],
  ['plugin/features/reminder/page.ts', 'plugin/features/reminder/read-model.ts'],
  ['plugin/features/reminder/read-model.ts', 'plugin/features/reminder/schema.ts'],
  ['plugin/features/reminder/schema.ts', 'plugin/kernel/problem.ts'],
  ['plugin/features/reminder/index.ts', 'plugin/features/reminder/routes.ts'],
  ['plugin/features/reminder/remind.ts', 'plugin/features/assessment/index.ts'],
  ['plugin/trial/events.ts', 'plugin/features/assessment/index.ts'],
];

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** How `from` names what it imports. */
function specifier(from: string, to: string): string {
  if (to.startsWith('.')) return to;
  if (to.startsWith('node_modules/')) return to.split('/')[1] as string;
  const path = relative(dirname(from), to.replace(/\.ts$/, ''));
  return path.startsWith('.') ? path : `./${path}`;
}

/** A small module in which each pair's first file imports its second. */
function plant(folder: string, pairs: [from: string, to: string][]): void {
  cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  write(folder, 'package.json', JSON.stringify({ name: 'planted', devDependencies: { 'for-tests': '1.0.0' } }));
  write(folder, 'node_modules/for-tests/package.json', '{"name": "for-tests", "version": "1.0.0"}');
  for (const [, to] of pairs) if (!to.startsWith('.')) write(folder, to, '');
  for (const [from, to] of pairs) write(folder, from, `import '${specifier(from, to)}';\n`);
}

describe('the imports of the module', () => {
  it('keep to the rules', () => {
    const { modules, violations } = cruise(ROOT);
    deepEqual(violations, []);
    ok(modules > 20, `only ${modules} files were read`);
  });

  it('would be found out, whichever rule they broke', () => {
    const folder = temporaryFolder('planted');
    plant(folder.path, [...BREACHES.map(([, from, to]): [string, string] => [from, to]), ...ALLOWED]);
    const expected = BREACHES.map(([rule, from, to]) => `${rule}: ${from} → ${to}`).sort();
    deepEqual(cruise(folder.path).violations, expected);
    folder.remove();
  });

  it('would be found out if they ran in a circle', () => {
    const folder = temporaryFolder('circle');
    const [here, there] = ['plugin/kernel/here.ts', 'plugin/kernel/there.ts'];
    plant(folder.path, [
      [here, there],
      [there, here],
      ['migrations/1_person.ts', here],
    ]);
    const { violations } = cruise(folder.path);
    ok(violations.length > 0 && violations.every((each) => each.startsWith('no-circular: ')), violations.join('\n'));
    folder.remove();
  });
});

describe('time', () => {
  it('is asked of the clock alone', () => {
    const own = filesBelow('plugin', 'migrations')
      .filter((file) => file.endsWith('.ts') && file !== 'plugin/kernel/clock.ts')
      .filter((file) => /new Date\(\)/.test(read(file)));
    deepEqual(own, []);
  });
});

describe('the process', () => {
  it('is that of whoever started it: what a host loads neither ends it nor listens to it', () => {
    const around = /^plugin\/(standalone\.ts|cli\.ts|trial\/)/;
    const loaded = filesBelow('plugin', 'migrations').filter((file) => file.endsWith('.ts') && !around.test(file));
    ok(loaded.length > 100, `only ${loaded.length} files were read`);
    deepEqual(
      loaded.filter((file) => /\bprocess\??\.\w|\bprocess\[|['"](node:)?process['"]/.test(read(file))),
      [],
    );
    // The same words are found where they may be.
    ok(/\bprocess\.\w/.test(read('plugin/standalone.ts')));
  });
});

describe('the migrations', () => {
  const names = readdirSync(join(ROOT, 'migrations')).sort();

  it('are named by when they came and what they do, and no two came at once', () => {
    deepEqual(
      names.filter((name) => !/^\d{14}_[a-z_]+\.ts$/.test(name)),
      [],
    );
    equal(new Set(names.map((name) => name.slice(0, 14))).size, names.length);
  });

  it('can each be taken, and taken back', () => {
    const halves = names.filter((name) => {
      const { up, down } = require(join(ROOT, 'migrations', name)) as Partial<Knex.Migration>;
      return typeof up !== 'function' || typeof down !== 'function';
    });
    deepEqual(halves, []);
  });

  it('make only tables that begin with checkin_', async () => {
    const tables = await tablesAfterMigration();
    ok(tables.length > 10, tables.join(', '));
    deepEqual(
      tables.filter((name) => !name.startsWith('checkin_')),
      [],
    );
  });
});

async function tablesAfterMigration(): Promise<string[]> {
  const folder = temporaryFolder('migrations');
  const database = openDatabase(`file:${join(folder.path, 'checkin.db')}`);
  try {
    await migrate(database);
    const tables = await database.knex('sqlite_master').where({ type: 'table' }).pluck<string[]>('name');
    return tables.filter((name) => !name.startsWith('sqlite_'));
  } finally {
    await database.close();
    folder.remove();
  }
}

describe('the repository', () => {
  const files = repositoryFiles();

  it('holds at its top what the design names, and files that begin with a dot', () => {
    const top = new Set(files.map((file) => file.split('/')[0] as string));
    deepEqual(
      [...top].filter((name) => !name.startsWith('.') && !TOP.has(name)),
      [],
    );
  });

  it('names no folder of the machine that it was written on', () => {
    const machine = new RegExp(`(?<![\\w.~-])/(?:${['work', 'root'].join('|')})/`);
    deepEqual(
      files.filter((file) => file !== 'package-lock.json' && isText(file) && machine.test(read(file))),
      [],
    );
  });

  it('says of each package that it stands on which version, and why', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const [, section = ''] = read('README.md').split('## What it stands on');
    const reviewed = [...section.matchAll(/`([^`]+)` (\d[\d.]*)/g)].map(([, name, version]) => `${name} ${version}`);
    deepEqual(
      reviewed.sort(),
      Object.entries(dependencies)
        .map(([name, version]) => `${name} ${version}`)
        .sort(),
    );
  });

  it('installs its packages from whichever registry npm is set to', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    const packages = Object.entries(lock.packages);
    ok(packages.length > 100);
    deepEqual(
      packages.flatMap(([name, { resolved }]) => (resolved ? [`${name}: ${resolved}`] : [])),
      [],
    );
  });
});

/** What is committed, or would be with `git add`; in an unpacked archive, all that is not installed or built. */
function repositoryFiles(): string[] {
  const git = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { status, stdout } = spawnSync('git', git, { cwd: ROOT, encoding: 'utf8' });
  const listed = status === 0 ? stdout.split('\0').filter((file) => file && existsSync(join(ROOT, file))) : [];
  if (listed.length > 0) return [...new Set(listed)];
  const made = ['node_modules', 'dist', 'coverage', '.git', '.cache', '.trial'];
  return filesBelow(...readdirSync(ROOT).filter((name) => !made.includes(name)));
}

/** All files in these files and folders, by their path from the root. */
function filesBelow(...paths: string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(join(ROOT, path)).isDirectory()) return [path];
    return filesBelow(...readdirSync(join(ROOT, path)).map((name) => `${path}/${name}`));
  });
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const isText = (file: string): boolean => !read(file).includes('\0');
