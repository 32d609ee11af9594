import { expect } from 'chai';
import { rotateCommand } from '../../plugin/features/privacy';
import { rotateKeys } from '../../plugin/features/privacy/rotate-keys';
import { Vault } from '../../plugin/kernel/vault';
import { type Ended, ended, start } from '../commands/programs';
import { aReport, createWorld, PEOPLE } from '../support/world';
import { openEverything } from './opened';
import { liveThrough } from './rich-story';

const OLD = { id: 'k1', key: Buffer.alloc(32, 7) };
const NEW = { id: 'k_2', key: Buffer.alloc(32, 8) };
const both = new Vault([NEW, OLD]);
const onlyNew = new Vault([NEW]);

describe('the rotation of DATA_KEYS', () => {
  const world = createWorld();

  const rotate = (vault: Vault, progress?: () => void) => rotateKeys(world.database, vault, world.now, { progress });
  const keyText = ({ id, key }: typeof OLD) => `${id}:${key.toString('base64')}`;
  const command = (keys: (typeof OLD)[]) => {
    const env = { ...world.input(), DATA_KEYS: keys.map(keyText).join(',') } as NodeJS.ProcessEnv;
    return start('cli.ts', ['keys', 'rotate'], env);
  };
  const run = (keys: (typeof OLD)[]): Promise<Ended> => ended(command(keys));

  const everything = (vault: Vault) => openEverything(world, vault);

  it('seals every column anew, and the old key can go', async () => {
    await liveThrough(world);
    const before = await everything(both);
    const { rows, broken, left } = await rotate(both);
    expect([rows, broken.size, left.size]).to.deep.equal([before.size, 0, 0]);
    expect(await everything(onlyNew)).to.deep.equal(before);
    expect((await rotate(both)).rows).to.equal(0);
    const [record] = await world.database.knex('checkin_audit').where({ action: 'keys.rotate' });
    expect(JSON.parse(record.detail)).to.deep.equal({ key: 'k_2', rows: before.size });
  });

  it('goes on where it was interrupted', async () => {
    await liveThrough(world);
    const before = await everything(both);
    let batches = 0;
    const interrupted = rotate(both, () => {
      batches += 1;
      if (batches === 3) throw new Error('the power went');
    });
    expect(await interrupted.catch(({ message }) => message)).to.equal('the power went');
    const { rows } = await rotate(both);
    expect(rows).to.be.within(1, before.size - 1);
    expect(await everything(onlyNew)).to.deep.equal(before);
  });

  it('loses nothing that is written meanwhile', async () => {
    await liveThrough(world);
    world.setTime('2021-01-26');
    const sending = Promise.all(
      [PEOPLE.wang, PEOPLE.li, PEOPLE.qian].map(async (who) =>
        (await world.as(who)).submit(aReport({ note: who.name })),
      ),
    );
    const rotated = await rotate(both);
    for (const { status } of await sending) expect(status).to.equal(201);
    // The module still writes with the old key: it is told so, and the next run takes what it wrote.
    await rotate(both);
    const texts = [...(await everything(onlyNew)).values()].join();
    for (const { name } of [PEOPLE.wang, PEOPLE.li, PEOPLE.qian]) expect(texts).to.contain(`"note":"${name}"`);
    expect(rotated.broken.size).to.equal(0);
  });

  it('touches nothing while a key is missing, and names it', async () => {
    await liveThrough(world);
    const before = await everything(world.vault);
    const answer = await run([NEW]);
    expect(answer.code).to.equal(1);
    expect(answer.errors).to.contain('“k1”').and.to.contain('没有改动任何数据');
    expect(answer.errors + answer.out).not.to.contain(OLD.key.toString('base64'));
    expect(await everything(world.vault)).to.deep.equal(before);
  });

  /** What the command says, and whether it calls itself done, without a process of its own. */
  async function said(keys: (typeof OLD)[], dryRun = false) {
    const lines: string[] = [];
    const given = { database: world.database, vault: new Vault(keys), now: world.now, dryRun, elapsed: () => 0 };
    const done = await rotateCommand({ ...given, say: (line) => void lines.push(line) });
    return { text: [...lines, ...done.lines].join('\n'), complete: done.complete };
  }

  it('says which keys have written what, what it did, and which key may go', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    expect((await said([NEW, OLD], true)).text)
      .to.contain('“k1”：2 条，等着换')
      .and.to.contain('试算');
    const done = await said([NEW, OLD]);
    expect(done.complete).to.equal(true);
    expect(done.text).to.contain('换好了 2 条，现在用“k_2”').and.to.contain('可以从里面去掉 k1');
    const again = await said([NEW]);
    expect(again.text).to.contain('换好了 0 条').and.to.contain('没有多余的密钥');
  });

  it('leaves what does not open, and says how much', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const [{ sealed }] = await world.database.knex('checkin_report_revision').select('sealed');
    await world.database.knex('checkin_report_revision').update({ sealed: `${sealed.slice(0, -8)}AAAAAAA=` });
    const { text, complete } = await said([NEW, OLD]);
    expect(complete).to.equal(false);
    expect(text).to.contain('checkin_report_revision.sealed：有 1 条打不开').and.to.contain('换好了 1 条');
    expect(text).to.contain('可以从里面去掉 k1');
  });

  it('goes on after kill -9', async () => {
    const row = (index: number) => ({
      ...{ campaign_id: 1, day: '2021-01-21', person_no: String(index), revision: 1, form_version: 1 },
      ...{ status: 'normal', receipt: '', submitted_at: 0 },
      sealed: world.vault.sealJson({ answers: { index }, flags: [] }, `report/1/2021-01-21/${index}/1`),
    });
    const rows = Array.from({ length: 3000 }, (_, index) => row(index));
    for (let from = 0; from < rows.length; from += 500)
      await world.database.transaction((tx) => tx('checkin_report_revision').insert(rows.slice(from, from + 500)));
    const child = command([NEW, OLD]);
    const killed = ended(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 30));
    child.kill('SIGKILL');
    expect((await killed).code).to.equal(null);
    expect((await run([NEW, OLD])).code).to.equal(0);
    const after = [...(await everything(onlyNew))].filter(([name]) => name.startsWith('checkin_report_revision'));
    expect(after).to.have.length(3000);
    for (const [name, text] of after) expect(JSON.parse(text).answers.index).to.equal(Number(name.split('/').at(-2)));
  });
});
