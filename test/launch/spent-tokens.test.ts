import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import express, { type Express } from 'express';
import request from 'supertest';
import { type Checkin, createCheckin } from '../../plugin';
import { createWorld, HOST_SECRET, PEOPLE, type Someone } from '../support/world';

type Claims = Record<string, unknown>;

describe('a launch token, looked at closely', () => {
  const world = createWorld();

  function launch(token: string, app: Express = world.app): request.Test {
    return request(app).post('/launch').type('form').set('Accept', 'application/json').send({ token });
  }

  /** A token with a payload that no library would sign: the claims as text. */
  function signed(payload: string, header: object = { alg: 'HS256', typ: 'launch+jwt' }): string {
    const text = [JSON.stringify(header), payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
    return `${text}.${createHmac('sha256', HOST_SECRET).update(text).digest('base64url')}`;
  }

  function claimsOf(changes: Claims = {}, who: Someone = PEOPLE.wang): Claims {
    const [, part = ''] = world.token(who, { jti: randomUUID(), ...changes }).split('.');
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
  }

  const BAD: [what: string, change: (claims: Claims) => Claims, type: string][] = [
    ['no iat', ({ iat: _, ...claims }) => claims, 'token-claims'],
    ['an iat as text', (claims) => ({ ...claims, iat: String(claims.iat) }), 'token-claims'],
    ['an iat of null', (claims) => ({ ...claims, iat: null }), 'token-claims'],
    ['an exp as text', (claims) => ({ ...claims, exp: String(claims.exp) }), 'token-claims'],
    ['an nbf as text', (claims) => ({ ...claims, nbf: String(claims.iat) }), 'token-claims'],
    ['a jti as a number', (claims) => ({ ...claims, jti: 5 }), 'token-claims'],
    ['a jti as a list', (claims) => ({ ...claims, jti: ['a'] }), 'token-claims'],
    ['a sub as a number', (claims) => ({ ...claims, sub: 5 }), 'token-claims'],
    ['a name as a list', (claims) => ({ ...claims, name: ['王一'] }), 'token-claims'],
    ['a name of 65 characters', (claims) => ({ ...claims, name: '长'.repeat(65) }), 'token-claims'],
    ['a person_type as a list', (claims) => ({ ...claims, person_type: ['student'] }), 'token-claims'],
    ['a person_no of 13 digits', (claims) => ({ ...claims, person_no: '2019111101011' }), 'token-claims'],
    ['full-width digits', (claims) => ({ ...claims, person_no: '２０１９１１１１０１０１' }), 'token-claims'],
    ['a line after the digits', (claims) => ({ ...claims, person_no: `${claims.person_no}\n` }), 'token-claims'],
    ['an iss as a list', (claims) => ({ ...claims, iss: ['https://portal.example'] }), 'token-issuer'],
    ['an issuer with a slash too many', (claims) => ({ ...claims, iss: 'https://portal.example/' }), 'token-issuer'],
    ['an empty audience', (claims) => ({ ...claims, aud: '' }), 'token-audience'],
    ['audiences beside ours', (claims) => ({ ...claims, aud: ['campus-checkin', 'other'] }), 'token-audience'],
    ['the audience of the service', (claims) => ({ ...claims, aud: 'campus-checkin/host' }), 'token-audience'],
  ];
  for (const [what, change, type] of BAD)
    it(`is refused with ${what}`, async () => {
      const answer = await launch(signed(JSON.stringify(change(claimsOf()))));
      expect([answer.status, answer.body.type]).to.deep.equal([401, `urn:checkin:problem:${type}`]);
      expect(answer.type).to.equal('application/problem+json');
    });

  it('is refused with numbers beyond all numbers', async () => {
    for (const name of ['iat', 'exp', 'nbf'])
      for (const number of ['1e999', '-1e999']) {
        const claims = { nbf: world.now / 1000, ...claimsOf() };
        const payload = JSON.stringify({ ...claims, [name]: 0 }).replace(`"${name}":0`, `"${name}":${number}`);
        if (name === 'nbf' && number === '-1e999') continue;
        expect((await launch(signed(payload))).status, `${name} ${number}`).to.equal(401);
      }
  });

  it('is refused with a header that is no object, or names forbidden things even if empty', async () => {
    const payload = JSON.stringify(claimsOf());
    for (const header of [[], null, 'text', 5] as unknown as object[])
      expect((await launch(signed(payload, header))).body.type).to.match(/token-malformed$/);
    for (const name of ['crit', 'jku', 'x5u', 'jwk'])
      for (const value of [null, '', [], false]) {
        const answer = await launch(signed(payload, { alg: 'HS256', typ: 'launch+jwt', [name]: value }));
        expect([answer.status, answer.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-header']);
      }
    for (const typ of ['LAUNCH+JWT', 'application/launch+jwt', ['launch+jwt'], ''])
      expect((await launch(signed(payload, { alg: 'HS256', typ }))).body.type).to.match(/token-header$/);
    for (const alg of ['hs256', '', ['HS256'], undefined])
      expect((await launch(signed(payload, { alg, typ: 'launch+jwt' }))).body.type).to.match(/token-algorithm$/);
    expect((await launch(signed(payload))).status).to.equal(200);
  });

  it('is still good after a refusal that did not take it for spent', async () => {
    const token = world.token(PEOPLE.wang);
    const wrong = await request(world.app).post('/launch').type('form').send({ token, entry: 'admin' });
    expect(wrong.status).to.equal(422);
    expect((await launch(`${token}x`)).status).to.equal(401);
    expect((await launch(token)).status).to.equal(200);
  });

  it('is spent by a person who may not come in as well', async () => {
    const stranger = world.token({ personNo: '201911110198', type: 'student', name: '陌生' });
    expect((await launch(stranger)).body.type).to.match(/unknown-person$/);
    expect((await launch(stranger)).body.type).to.match(/token-spent$/);
    const misnamed = world.token(PEOPLE.wang, { name: '王壹' });
    expect((await launch(misnamed)).body.type).to.match(/name-mismatch$/);
    expect((await launch(misnamed)).body.type).to.match(/token-spent$/);
    expect((await launch(world.token(PEOPLE.wang, { name: '王贰' }))).status).to.equal(403);
    const rows = await world.database.knex('checkin_name_mismatch').select('person_no', 'host_name');
    expect(rows).to.deep.equal([{ person_no: PEOPLE.wang.personNo, host_name: '王贰' }]);
  });

  it('is not kept in the database, nor is its number', async () => {
    const token = world.token(PEOPLE.wang, { jti: 'a-number-to-look-for' });
    await launch(token);
    const rows = JSON.stringify(await world.database.knex('checkin_spent_token'));
    expect(rows).to.contain('digest').and.not.to.contain('a-number-to-look-for');
    expect(rows).not.to.contain(token.split('.')[2]);
  });

  describe('before two instances on one database', () => {
    let second: Checkin;
    let other: Express;
    before(async () => {
      second = await createCheckin(world.input(), { clock: () => world.now });
      other = express().use(second.router);
    });
    after(() => second?.close());

    it('is good for one of them', async () => {
      const token = world.token(PEOPLE.wang);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => launch(token, index % 2 === 0 ? world.app : other)),
      );
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      for (const { status, body } of answers)
        if (status !== 200) expect(body.type).to.equal('urn:checkin:problem:token-spent');
    });

    it('opens a session that both of them know', async () => {
      const { session } = (await launch(world.token(PEOPLE.li))).body;
      const me = await request(other).get('/api/me').set('Authorization', `Bearer ${session}`);
      expect([me.status, me.body.name]).to.deep.equal([200, '李二']);
    });
  });
});
