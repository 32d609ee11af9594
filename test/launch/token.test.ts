import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { createWorld, HOST_SECRET, PEOPLE } from '../support/world';

type Changes = Record<string, unknown>;

describe('a launch token', () => {
  const world = createWorld();
  const seconds = () => Math.floor(world.now / 1000);

  function launch(token: unknown, fields: Changes = {}): request.Test {
    return request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token, ...fields });
  }

  /** A token with whatever header and claims, signed by hand. */
  function forge(header: object, claims: object | string, secret = HOST_SECRET): string {
    const part = (value: object | string) =>
      Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
    const signed = `${part(header)}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }

  it('lets a student in, with a session for the API', async () => {
    const answer = await launch(world.token(PEOPLE.wang));
    expect(answer.status).to.equal(200);
    expect(answer.body).to.have.all.keys('session', 'expiresAt', 'location');
    expect(answer.body.location).to.equal('http://localhost:3000/home');
    const me = await request(world.app).get('/api/me').set('Authorization', `Bearer ${answer.body.session}`);
    expect(me.body).to.deep.equal({ personNo: '201911110101', name: '王一', type: 'student', scopes: [] });
  });

  it('lets staff in, with the scopes that the roster gives them', async () => {
    const answer = await launch(world.token(PEOPLE.otherTeacher));
    expect(answer.body.location).to.equal('http://localhost:3000/staff');
    const me = await request(world.app).get('/api/me').set('Authorization', `Bearer ${answer.body.session}`);
    expect(me.body.scopes).to.deep.equal([
      { kind: 'class', code: '191112', name: '191112' },
      { kind: 'class', code: '198241', name: '198241' },
    ]);
    expect((await (await world.as(PEOPLE.office)).get('/api/me')).body.scopes[0].kind).to.equal('school');
  });

  const CLAIMS: [what: string, changes: (now: number) => Changes, type: string][] = [
    ['another issuer', () => ({ iss: 'https://evil.example' }), 'token-issuer'],
    ['no issuer', () => ({ iss: undefined }), 'token-issuer'],
    ['another audience', () => ({ aud: 'other' }), 'token-audience'],
    ['no audience', () => ({ aud: undefined }), 'token-audience'],
    ['a list of audiences', () => ({ aud: ['campus-checkin'] }), 'token-audience'],
    ['no subject', () => ({ sub: undefined }), 'token-claims'],
    ['an empty subject', () => ({ sub: '' }), 'token-claims'],
    ['no exp', () => ({ exp: undefined }), 'token-claims'],
    ['a life of 301 s', (now) => ({ exp: now + 301 }), 'token-lifetime'],
    ['an exp years away', (now) => ({ exp: now + 1e8 }), 'token-lifetime'],
    ['an end before its beginning', (now) => ({ iat: now + 20, exp: now + 10 }), 'token-lifetime'],
    ['an iat an hour ahead', (now) => ({ iat: now + 3600, exp: now + 3700 }), 'token-not-yet-valid'],
    ['an iat 31 s ahead', (now) => ({ iat: now + 31, exp: now + 60 }), 'token-not-yet-valid'],
    ['an exp 31 s ago', (now) => ({ iat: now - 100, exp: now - 31 }), 'token-expired'],
    ['an nbf 31 s ahead', (now) => ({ nbf: now + 31 }), 'token-not-yet-valid'],
    ['no jti', () => ({ jti: undefined }), 'token-claims'],
    ['an empty jti', () => ({ jti: '' }), 'token-claims'],
    ['a jti of 129 characters', () => ({ jti: 'x'.repeat(129) }), 'token-claims'],
    ['no person_no', () => ({ person_no: undefined }), 'token-claims'],
    ['a person_no of 11 digits', () => ({ person_no: '20191111010' }), 'token-claims'],
    ['a person_no as a number', () => ({ person_no: 201911110101 }), 'token-claims'],
    ['an unknown person_type', () => ({ person_type: 'parent' }), 'token-claims'],
    ['no person_type', () => ({ person_type: undefined }), 'token-claims'],
    ['no name', () => ({ name: undefined }), 'token-claims'],
    ['a blank name', () => ({ name: '  ' }), 'token-claims'],
    ['a locale that is no text', () => ({ locale: 1 }), 'token-claims'],
  ];
  for (const [what, changes, type] of CLAIMS)
    it(`is refused with ${what}`, async () => {
      const answer = await launch(world.token(PEOPLE.wang, changes(seconds())));
      expect(answer.status).to.equal(401);
      expect(answer.body.type).to.equal(`urn:checkin:problem:${type}`);
    });

  it('is taken within the tolerance of 30 s', async () => {
    const now = seconds();
    for (const changes of [
      { iat: now + 29, exp: now + 60 },
      { iat: now - 100, exp: now - 29 },
      { nbf: now + 29 },
      { iat: now, exp: now + 300 },
      { jti: 'x'.repeat(128) },
    ])
      expect((await launch(world.token(PEOPLE.wang, { jti: randomUUID(), ...changes }))).status).to.equal(200);
  });

  it('is refused when times are no numbers', async () => {
    const claims = JSON.parse(
      Buffer.from(world.token(PEOPLE.wang).split('.')[1] ?? '', 'base64url').toString(),
    ) as Changes;
    const header = { alg: 'HS256', typ: 'launch+jwt' };
    for (const changes of [{ iat: 'now' }, { exp: 'later' }, { nbf: 'x' }, { iat: null }]) {
      const answer = await launch(forge(header, { ...claims, jti: randomUUID(), ...changes }));
      expect(answer.status).to.equal(401);
    }
    for (const payload of ['"text"', '[]', 'null', 'no json'])
      expect((await launch(forge(header, payload))).status).to.equal(401);
  });

  const HEADERS: [what: string, header: Changes, type: string][] = [
    ['typ JWT', { typ: 'JWT' }, 'token-header'],
    ['the typ of a service token', { typ: 'service+jwt' }, 'token-header'],
    ['no typ', { typ: undefined }, 'token-header'],
    ['crit', { crit: ['exp'] }, 'token-header'],
    ['jku', { jku: 'https://evil.example/keys' }, 'token-header'],
    ['x5u', { x5u: 'https://evil.example/cert' }, 'token-header'],
    ['jwk', { jwk: { kty: 'oct', k: 'AA' } }, 'token-header'],
    ['alg none', { alg: 'none' }, 'token-algorithm'],
    ['alg HS512', { alg: 'HS512' }, 'token-algorithm'],
    ['alg RS256', { alg: 'RS256' }, 'token-algorithm'],
  ];
  for (const [what, header, type] of HEADERS)
    it(`is refused with ${what} in its header`, async () => {
      const [, claims = ''] = world.token(PEOPLE.wang).split('.');
      const payload = Buffer.from(claims, 'base64url').toString();
      const answer = await launch(forge({ alg: 'HS256', typ: 'launch+jwt', ...header }, payload));
      expect(answer.status).to.equal(401);
      expect(answer.body.type).to.equal(`urn:checkin:problem:${type}`);
    });

  it('is refused when it is none, or altered, or signed by somebody else', async () => {
    const token = world.token(PEOPLE.wang);
    const [header = '', claims = '', signature = ''] = token.split('.');
    const altered = Buffer.from(claims, 'base64url').toString().replace('王一', '王二');
    const bad: [unknown, string][] = [
      [undefined, 'token-malformed'],
      ['', 'token-malformed'],
      ['nonsense', 'token-malformed'],
      [`${header}.${claims}`, 'token-malformed'],
      [`${header}.${claims}.`, 'token-malformed'],
      [`${header}.${claims}.${signature}.x`, 'token-malformed'],
      [`bm8.${claims}.${signature}`, 'token-malformed'],
      [`${header}.${'A'.repeat(9000)}.${signature}`, 'token-malformed'],
      [[token, token], 'token-malformed'],
      [`${header}.${Buffer.from(altered).toString('base64url')}.${signature}`, 'token-signature'],
      [forge({ alg: 'HS256', typ: 'launch+jwt' }, altered, 'x'.repeat(40)), 'token-signature'],
    ];
    for (const [value, type] of bad) {
      const answer = await launch(value);
      expect(answer.status, String(value).slice(0, 40)).to.equal(401);
      expect(answer.body.type).to.equal(`urn:checkin:problem:${type}`);
    }
  });

  it('is good once, ever, whoever comes at the same time', async () => {
    const token = world.token(PEOPLE.wang);
    const answers = await Promise.all(Array.from({ length: 20 }, () => launch(token)));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    for (const { status, body } of answers)
      if (status !== 200) expect([status, body.type]).to.deep.equal([401, 'urn:checkin:problem:token-spent']);
    world.advance(86_400_000);
    const later = await launch(world.token(PEOPLE.wang, { jti: 'again and again' }));
    expect(later.status).to.equal(200);
    expect((await launch(world.token(PEOPLE.li, { jti: 'again and again' }))).body.type).to.match(/token-spent$/);
  });

  it('comes in JSON as well', async () => {
    const answer = await request(world.app)
      .post('/launch')
      .set('Accept', 'application/json')
      .send({ token: world.token(PEOPLE.wang), entry: 'checkin' });
    expect(answer.status).to.equal(200);
  });

  it('is refused for an entry that does not exist or is not theirs', async () => {
    expect((await launch(world.token(PEOPLE.wang), { entry: 'admin' })).status).to.equal(422);
    expect((await launch(world.token(PEOPLE.wang), { display: 'hologram' })).status).to.equal(422);
    const student = await launch(world.token(PEOPLE.wang), { entry: 'staff' });
    expect([student.status, student.body.type]).to.deep.equal([403, 'urn:checkin:problem:wrong-role']);
    expect((await launch(world.token(PEOPLE.teacher), { entry: 'checkin' })).body.location).to.match(/\/home$/);
  });

  describe('of a person', () => {
    it('whom the roster does not know is refused, and told whom to ask', async () => {
      for (const who of [
        { personNo: '201911110199', type: 'student', name: '无名' },
        { personNo: '10011', type: 'student', name: '林老师' },
        { personNo: '99999', type: 'staff', name: '无名' },
      ] as const) {
        const answer = await launch(world.token(who));
        expect(answer.status).to.be.oneOf([401, 403]);
        if (answer.status === 403) expect(answer.body.type).to.match(/unknown-person$/);
      }
      const asStaff = await launch(world.token({ ...PEOPLE.wang, type: 'staff' }));
      expect([asStaff.status, asStaff.body.type]).to.deep.equal([403, 'urn:checkin:problem:unknown-person']);
    });

    it('who has left is refused, from the day of leaving', async () => {
      const row = '201911110101,王一,航制,191111,2019级,退学,';
      const session = await world.as(PEOPLE.wang);
      await world.importRoster({ students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${row}\n` });
      expect((await launch(world.token(PEOPLE.wang))).status).to.equal(403);
      expect((await session.get('/api/me')).status).to.equal(401);
    });

    it('whom the roster calls otherwise is refused and listed', async () => {
      const answer = await launch(world.token(PEOPLE.wang, { name: '王壹' }));
      expect([answer.status, answer.body.type]).to.deep.equal([403, 'urn:checkin:problem:name-mismatch']);
      const [row] = await world.database.knex('checkin_name_mismatch');
      expect(row).to.include({ person_no: '201911110101', host_name: '王壹' });
    });

    it('is known by any spelling of the same name', async () => {
      for (const name of [
        '赵三·木拉提',
        '赵三•木拉提',
        '赵三‧木拉提',
        '赵三．木拉提',
        ' 赵三 · 木拉提 ',
        '赵三·木\u3000拉提',
      ])
        expect((await launch(world.token(PEOPLE.zhao, { name }))).status, name).to.equal(200);
    });

    it('who has no scope comes in and sees nothing', async () => {
      await world.importRoster({ staff: '工号,姓名,职责,管辖范围\n10012,何老师,班主任,191111\n' });
      await world.database.knex('checkin_scope').where({ person_no: '10099' }).delete();
      const nobody = await world.as(PEOPLE.nobody);
      expect((await nobody.get('/api/me')).body.scopes).to.deep.equal([]);
      expect((await nobody.get('/api/campaigns/winter/statistics')).body.total.due).to.equal(0);
      expect((await nobody.get('/api/campaigns/winter/students')).body.items).to.deep.equal([]);
    });
  });
});
