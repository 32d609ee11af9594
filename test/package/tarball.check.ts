import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { run, temporaryFolder } from '../support/servers/shell';
import { HOST_SECRET } from '../support/world';

const ROOT = join(__dirname, '../..');
const PACKAGE = 'node_modules/campus-checkin';

/** What a host in JavaScript does with the package; `open` loads it in the one way or in the other. */
const HOST = `
async function play(createCheckin, express, jwt) {
  const settings = JSON.parse(process.env.SETTINGS);
  const now = Math.floor(Date.now() / 1000);
  const checkin = await createCheckin(settings);
  const server = express().use('/checkin', checkin.router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const at = 'http://127.0.0.1:' + server.address().port + '/checkin';
  const claims = { iss: settings.HOST_ISSUER, aud: 'campus-checkin', sub: 's', iat: now, exp: now + 60, jti: process.argv[1] + now,
    person_no: '201911110101', person_type: 'student', name: '王一' };
  const token = jwt.sign(claims, settings.HOST_SECRET, { header: { alg: 'HS256', typ: 'launch+jwt' } });
  const launched = await fetch(at + '/launch', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ token }) });
  const cookie = (launched.headers.get('set-cookie') ?? '').split(';')[0];
  const home = await fetch(at + '/home', { headers: { cookie } });
  const ready = await fetch(at + '/readyz');
  console.log(JSON.stringify({ launched: launched.status, ready: ready.status, home: home.status, tile: (await home.text()).includes('健康打卡') }));
  server.close();
  server.closeAllConnections();
  await checkin.close();
}`;
const COMMON_JS = `${HOST}
play(require('campus-checkin').createCheckin, require('express'), require('jsonwebtoken'));`;
const MODULE = `import { createCheckin } from 'campus-checkin';
import express from 'express';
import jwt from 'jsonwebtoken';
${HOST}
await play(createCheckin, express, jwt);`;

const STUDENTS = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n201911110101,王一,航制系,191111,2019,在读,\n';

describe('the package that npm pack makes', function () {
  this.timeout(300_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let settings: Record<string, string>;

  before(async () => {
    folder = temporaryFolder('package');
    await run('npm', ['pack', '--pack-destination', folder.path], { cwd: ROOT });
    const [tarball = ''] = readdirSync(folder.path).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder.path, 'package.json'), '{ "name": "a-host", "private": true }');
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], { cwd: folder.path });
    settings = {
      DATABASE_URL: `file:${join(folder.path, 'checkin.db')}`,
      PUBLIC_URL: 'http://127.0.0.1/checkin',
      SESSION_SECRET: 's'.repeat(16) + HOST_SECRET,
      DATA_KEYS: `k:${Buffer.alloc(32, 7).toString('base64')}`,
      HOST_ISSUER: 'https://portal.example',
      HOST_SECRET,
      LOG_LEVEL: 'silent',
    };
  });
  after(() => folder.remove());

  const command = (...words: string[]) =>
    run(join(folder.path, 'node_modules/.bin/campus-checkin'), words, { cwd: folder.path, env: settings });
  const host = async (name: string, program: string) => {
    writeFileSync(join(folder.path, name), program);
    const env = { SETTINGS: JSON.stringify(settings) };
    return JSON.parse(await run(process.execPath, [name], { cwd: folder.path, env })) as unknown;
  };
  const entered = { launched: 303, ready: 200, home: 200, tile: true };

  it('has the commands', async () => {
    expect(await command('migrate')).to.contain('数据表已更新');
    writeFileSync(join(folder.path, 'students.csv'), STUDENTS);
    expect(await command('roster', 'import', 'students.csv')).to.contain('1');
    expect(await command('erase', '--dry-run')).to.contain('没有');
  });

  it('runs in a host that is written in CommonJS', async () => {
    expect(await host('host.cjs', COMMON_JS)).to.deep.equal(entered);
  });

  it('runs in a host that is written in modules', async () => {
    expect(await host('host.mjs', MODULE)).to.deep.equal(entered);
  });

  it('holds nothing but what runs', () => {
    const shipped = readdirSync(join(folder.path, PACKAGE));
    expect(shipped.sort()).to.deep.equal(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'manifest.json', 'package.json', 'plugin', 'templates'].sort(),
    );
    expect(readdirSync(join(folder.path, PACKAGE, 'plugin'), { recursive: true })).to.have.members([
      'features',
      'features/host',
      'features/host/manifest.schema.json',
    ]);
  });

  it('has the schema that its manifest names', () => {
    const { $schema } = JSON.parse(readFileSync(join(folder.path, PACKAGE, 'manifest.json'), 'utf8'));
    expect(existsSync(join(folder.path, PACKAGE, $schema)), $schema).to.equal(true);
  });
});
