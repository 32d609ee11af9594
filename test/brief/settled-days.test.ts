import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sign } from 'jsonwebtoken';
import request from 'supertest';
import { submitBrief } from '../../plugin/features/brief';
import { Problem } from '../../plugin/kernel/problem';
import { ended, start } from '../commands/programs';
import { temporaryFolder } from '../support/servers/shell';
import { createWorld, HOST_SECRET, PEOPLE } from '../support/world';
import { report, rowOf } from './brief-calls';

const DAY = '2021-01-21';
const NEXT = '2021-01-22';
const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别';
const MOVED = `${HEAD}\n201911110101,王一,航制,191112,2019级,在读,\n`;

describe('a day that a department has reported', () => {
  const world = createWorld();

  beforeEach(async () => {
    world.setTime(NEXT, '09:00');
    await report(await world.as(PEOPLE.contact), DAY, '航制');
  });

  const roster = async () => ({
    enrolments: await world.database.knex('checkin_enrolment').orderBy(['person_no', 'from_day']),
    people: await world.database.knex('checkin_person').select('person_no', 'name').orderBy('person_no'),
  });

  /** Imports what is to be refused, and answers why; nothing may have changed. */
  async function refusal(students: string, options: object = {}): Promise<Problem> {
    const before = await roster();
    const refused = await world.importRoster({ students, effective: DAY, ...options }).catch((error: unknown) => error);
    if (!(refused instanceof Problem)) throw new Error(`not refused: ${String(refused)}`);
    expect(await roster()).to.deep.equal(before);
    return refused;
  }

  it('is altered by no import, which is told from when it may hold', async () => {
    const { status, details } = await refusal(MOVED);
    expect(status).to.equal(409);
    expect(details.detail).to.equal(
      '航制 1月21日的日报已上报，名单不能再改动这些日子；请把生效日期改为 2021-01-22 或以后',
    );
    expect(details.errors?.[0]?.pointer).to.equal('/effective');
    await world.importRoster({ students: MOVED, effective: NEXT });
    expect(await rowOf(await world.as(PEOPLE.contact), DAY)).to.deep.include({ due: 4, changes: [] });
  });

  const REFUSED: [what: string, rows: string, options?: object][] = [
    ['moves somebody in', `${HEAD}\n201922110101,孙五,航制,191111,2019级,在读,\n`],
    ['moves somebody out', `${HEAD}\n201911110101,王一,经管,192211,2019级,在读,\n`],
    ['brings somebody new', `${HEAD}\n202111110101,新生,航制,191111,2021级,在读,\n`],
    ['lets somebody go', `${HEAD}\n201911110101,王一,航制,191111,2019级,退学,\n`],
    ['suspends somebody', `${HEAD}\n201911110101,王一,航制,191111,2019级,休学,\n`],
    ['makes somebody another kind of student', `${HEAD}\n201911110101,王一,航制,191111,2019级,在读,18级入伍士官生\n`],
    ['retires who is missing', `${HEAD}\n201922110101,孙五,经管,192211,2019级,在读,\n`, { retireMissing: true }],
    ['holds from before that day', MOVED, { effective: '2021-01-18' }],
    ['is only tried', MOVED, { dryRun: true }],
  ];
  for (const [what, rows, options] of REFUSED)
    it(`refuses one that ${what}`, async () => {
      expect((await refusal(rows, options)).details.detail).to.contain('航制 1月21日');
    });

  const TAKEN: [what: string, files: { students?: string; staff?: string }, effective?: string][] = [
    ['says what stands already', { students: `${HEAD}\n201911110101,王一,航制,191111,2019级,在读,\n` }],
    ['is about another department', { students: `${HEAD}\n201922110101,孙五,经管,192212,2019级,在读,\n` }],
    ['changes a name', { students: `${HEAD}\n201911110101,王一一,航制,191111,2019级,在读,\n` }],
    ['is about staff', { staff: '工号,姓名,职责,管辖范围\n10020,高主任,系部负责人,经管\n' }],
    ['holds from the day after', { students: MOVED }, NEXT],
  ];
  for (const [what, files, effective = DAY] of TAKEN)
    it(`lets one through that ${what}`, async () => {
      await world.importRoster({ ...files, effective });
      expect((await rowOf(await world.as(PEOPLE.office), DAY)).changes).to.deep.equal([]);
    });

  it('is named with others that an import would touch, and the last of them says from when it may hold', async () => {
    world.setTime('2021-01-24', '09:00');
    const office = await world.as(PEOPLE.office);
    for (const date of [NEXT, '2021-01-23']) await report(office, date, '航制');
    await report(office, '2021-01-23', '经管');
    const { details } = await refusal(`${HEAD}\n201911110101,王一,经管,192211,2019级,在读,\n`);
    expect(details.detail)
      .to.contain('航制 1月21日')
      .and.to.contain('航制 1月22日')
      .and.to.contain('经管 1月23日')
      .and.to.contain('2021-01-24 或以后');
  });

  it('is guarded where the host pushes the roster', async () => {
    const iat = Math.floor(world.now / 1000);
    const claims = { iss: 'https://portal.example', aud: 'campus-checkin/host', sub: 'portal', iat, exp: iat + 60 };
    const token = sign({ ...claims, jti: randomUUID() }, HOST_SECRET, {
      algorithm: 'HS256',
      header: { alg: 'HS256', typ: 'service+jwt' },
    });
    const [names = '', values = ''] = MOVED.split('\n').map((line) => line.split(','));
    const row = Object.fromEntries([...names].map((name, index) => [name, values[index]]));
    const answer = await request(world.app)
      .put('/host/roster')
      .set('Authorization', `Bearer ${token}`)
      .send({ effective: DAY, students: [row] });
    expect([answer.status, answer.body.type]).to.deep.equal([409, 'urn:checkin:problem:day-settled']);
    expect(answer.body.detail).to.contain('航制 1月21日');
  });

  it('is guarded on the command line', async () => {
    const folder = temporaryFolder('settled');
    const path = join(folder.path, 's.csv');
    writeFileSync(path, MOVED);
    const child = start('cli.ts', ['roster', 'import', path, '--effective', DAY], world.input() as NodeJS.ProcessEnv);
    const { code, errors } = await ended(child);
    folder.remove();
    expect(code).to.equal(1);
    expect(errors).to.contain('航制 1月21日').and.to.contain('2021-01-22 或以后');
  });

  it('holds against an import at the same time: one of the two is told', async () => {
    for (let day = 22; day < 27; day += 1) {
      const date = `2021-01-${day}`;
      world.setTime(`2021-01-${day + 1}`, '09:00');
      const contact = await world.as(PEOPLE.contact);
      const to = day % 2 === 0 ? '191112' : '191111';
      const students = `${HEAD}\n201911110101,王一,经管,192211,2019级,在读,\n201911110102,李二,航制,${to},2019级,在读,\n`;
      const [reported, imported] = await Promise.allSettled([
        report(contact, date, '航制').then((answer) => answer),
        world.importRoster({ students, effective: date }),
      ]);
      if (imported.status === 'rejected') expect(imported.reason).to.include({ problem: 'day-settled' });
      expect(reported).to.have.nested.property('value.status', 201);
      expect((await rowOf(contact, date)).changes, date).to.deep.equal([]);
    }
  });

  it('leaves nothing behind when the process dies before it is done', async () => {
    world.setTime('2021-01-23', '09:00');
    const caller = {
      ...PEOPLE.contact,
      scopes: [{ kind: 'department', code: '航制', duty: '系部负责人' } as const],
    };
    const asked = { caller, campaign: 'winter', date: NEXT, department: '航制', now: world.now, today: world.today };
    const dying = world.database.transaction(async (tx) => {
      await submitBrief(tx, { vault: world.vault, timeZone: 'Asia/Shanghai' }, asked);
      throw new Error('killed');
    });
    expect(await dying.catch((error: Error) => error.message)).to.equal('killed');
    const contact = await world.as(PEOPLE.contact);
    expect(await rowOf(contact, NEXT)).to.include({ submittedAt: null });
    expect((await report(contact, NEXT, '航制')).status).to.equal(201);
  });
});
