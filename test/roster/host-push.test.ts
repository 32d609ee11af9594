import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { sign } from 'jsonwebtoken';
import request from 'supertest';
import { createWorld, HOST_SECRET, PEOPLE } from '../support/world';

describe('a roster that the host pushes', () => {
  const world = createWorld();

  function serviceToken(changes: Record<string, unknown> = {}, typ = 'service+jwt'): string {
    const iat = Math.floor(world.now / 1000);
    const claims = {
      iss: 'https://portal.example',
      aud: 'campus-checkin/host',
      sub: 'portal',
      iat,
      exp: iat + 60,
      jti: randomUUID(),
      ...changes,
    };
    return sign(claims, HOST_SECRET, { algorithm: 'HS256', header: { alg: 'HS256', typ } });
  }

  function push(body: unknown, token = serviceToken()): request.Test {
    return request(world.app)
      .put('/host/roster')
      .set({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' })
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  const NEWCOMER = {
    学号: '202011110101',
    姓名: '新生',
    系部: '航制',
    班级: '201111',
    年级: '2020级',
    学籍状态: '在读',
    学生类别: '',
  };

  it('is taken with the rows of the files, from a day on', async () => {
    const answer = await push({
      effective: '2021-01-22',
      students: [NEWCOMER],
      staff: [{ 工号: '10012', 姓名: '何老师', 职责: '班主任', 管辖范围: '201111' }],
    });
    expect(answer.status).to.equal(200);
    expect(answer.body.effective).to.equal('2021-01-22');
    expect(answer.body.students).to.include({ added: 1 });
    expect((await (await world.as(PEOPLE.office)).get('/api/campaigns/winter/statistics')).body.total.due).to.equal(5);
    world.setTime('2021-01-22');
    expect((await (await world.as(PEOPLE.office)).get('/api/campaigns/winter/statistics')).body.total.due).to.equal(6);
  });

  it('is refused whole, with a pointer to each bad cell', async () => {
    const answer = await push({
      students: [NEWCOMER, { ...NEWCOMER, 学号: '12' }, { ...NEWCOMER, 学号: '202011110103', 学籍状态: '?' }],
    });
    expect(answer.status).to.equal(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal([
      '/students/1/学号',
      '/students/2/学籍状态',
    ]);
    expect(await world.database.knex('checkin_person').where({ person_no: '202011110101' })).to.have.length(0);
    for (const body of [{}, { students: 5 }, { extra: 1 }, { effective: 'x', students: [NEWCOMER] }, []])
      expect((await push(body)).status).to.equal(422);
    expect((await push('{')).status).to.equal(400);
  });

  it('needs a service token, good once, and never a person’s', async () => {
    const token = serviceToken();
    expect((await push({ students: [NEWCOMER] }, token)).status).to.equal(200);
    const again = await push({ students: [NEWCOMER] }, token);
    expect([again.status, again.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-spent']);
    const bad: [string, string][] = [
      ['none', ''],
      ['a launch token', world.token(PEOPLE.office)],
      ['a session', (await world.as(PEOPLE.office)).session],
      ['the typ of a launch', serviceToken({}, 'launch+jwt')],
      ['the audience of a launch', serviceToken({ aud: 'campus-checkin' })],
      ['claims about a person', serviceToken({ person_no: '10030' })],
      ['a life too long', serviceToken({ exp: Math.floor(world.now / 1000) + 400 })],
    ];
    for (const [what, token] of bad) expect((await push({ students: [NEWCOMER] }, token)).status, what).to.equal(401);
  });

  it('gives nobody a session', async () => {
    const token = serviceToken();
    const launch = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token });
    expect(launch.status).to.equal(401);
    expect((await request(world.app).get('/api/me').set('Authorization', `Bearer ${token}`)).status).to.equal(401);
  });

  it('may be large, but not from a stranger', async () => {
    const students = Array.from({ length: 1500 }, (_, index) => ({ ...NEWCOMER, 学号: String(202022220000 + index) }));
    expect(JSON.stringify(students).length).to.be.above(100_000);
    const answer = await push({ students });
    expect([answer.status, answer.body.students?.added]).to.deep.equal([200, 1500]);
    const refused = await push({ students }, 'x.y.z');
    expect(refused.status).to.equal(401);
  });
});
