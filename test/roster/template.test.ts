import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import { csvTemplates, enrolmentOn, rosterTemplate } from '../../plugin/features/roster';
import { temporaryFolder } from '../support/servers/shell';
import { aFile, RosterWorld, TODAY } from './roster-world';
import { scopesOn } from './scopes-on';

const ROOT = join(__dirname, '../..');
const TYPES = join(ROOT, 'node_modules/@types');
const inRoster = (file: string) => join(ROOT, 'plugin/features/roster', file);

describe('the roster template', () => {
  const world = new RosterWorld();

  it('is a workbook that can be imported as it is', async () => {
    const { students, staff } = await world.import([aFile('模板.xlsx', await rosterTemplate())]);
    expect([students.added, staff.added]).to.deep.equal([2, 2]);
    expect(await enrolmentOn(world.db, '200011110101', TODAY)).to.include({ classCode: '001111' });
    expect(await scopesOn(world.db, '00002', TODAY)).to.deep.equal([
      { kind: 'department', code: '示例系', duty: '系部负责人' },
    ]);
  });

  it('keeps what is typed into it as text: every column has that format', async () => {
    const files = unzipSync(await rosterTemplate());
    const part = (path: string) => strFromU8(files[path] ?? new Uint8Array());
    const formats = [...part('xl/styles.xml').matchAll(/<numFmt numFmtId="(\d+)" formatCode="@"/g)].map(([, id]) => id);
    const [, looks = ''] = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(part('xl/styles.xml')) ?? [];
    const asText = looks.split('<xf').map((look) => formats.some((id) => look.includes(`numFmtId="${id}"`)));
    for (const [sheet, columns] of [
      [1, 9],
      [2, 4],
    ] as const) {
      const found = [...part(`xl/worksheets/sheet${sheet}.xml`).matchAll(/<col [^>]*style="(\d+)"/g)];
      expect(found.map(([, look]) => asText[Number(look) + 1])).to.deep.equal(Array(columns).fill(true));
    }
    expect(part('xl/workbook.xml')).to.contain('说明');
  });

  it('is there as two CSV files too, which say the same', async () => {
    await world.import([aFile('模板.xlsx', await rosterTemplate())]);
    const { students, staff } = csvTemplates();
    const again = await world.import([aFile('学生.csv', students), aFile('教职工.csv', staff)]);
    expect(again.changes).to.deep.equal([]);
  });

  it('is made and read by the built module as well, where the thread is JavaScript', () => {
    const folder = temporaryFolder('build');
    try {
      build(folder.path, ['template.ts', 'workbook/read-in-thread.ts', 'workbook/thread.ts']);
      const program = `const roster = './plugin/features/roster/';
        const { readInThread } = require(roster + 'workbook/read-in-thread');
        const { rosterTemplate } = require(roster + 'template');
        (async () => {
          const content = await rosterTemplate();
          for await (const { rows } of readInThread({ name: '模板.xlsx', content })) console.log(rows.length);
        })()`;
      const output = execFileSync(process.execPath, ['-e', program], { cwd: folder.path, encoding: 'utf8' });
      expect(output).to.equal('2\n2\n');
    } finally {
      folder.remove();
    }
  });
});

/** Compiles files of the roster, and what they need, as `npm run build` compiles everything. */
function build(folder: string, files: string[]): void {
  const compilerOptions = { outDir: folder, rootDir: ROOT, noCheck: true, declaration: false, typeRoots: [TYPES] };
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files: files.map(inRoster) };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
}
