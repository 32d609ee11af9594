import { deepEqual, equal, ok } from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { AUDIENCE, ISSUER, portalFor } from './portal-stand';

describe('the letter box of the stand-in portal', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let module: Server;
  let stand: ReturnType<typeof portalFor>;
  before(async () => {
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'm1' }];
    module = express()
      .get('/checkin/jwks.json', (_req, res) => void res.json({ keys }))
      .listen(0, '127.0.0.1');
    await once(module, 'listening');
  });
  beforeEach(() => {
    stand = portalFor(`http://127.0.0.1:${(module.address() as AddressInfo).port}/checkin`);
  });
  after(() => void module.close().closeAllConnections());

  function token(changes: object = {}, header: object = {}): string {
    const iat = Math.floor(stand.now / 1000);
    const claims = { iss: AUDIENCE, aud: ISSUER, iat, exp: iat + 120, jti: randomUUID(), ...changes };
    return jwt.sign(claims, privateKey, { header: { alg: 'RS256', kid: 'm1', typ: 'module+jwt', ...header } });
  }
  const post = (bearer: string, people: string[]) =>
    request(stand.portal)
      .post('/messages')
      .set('Authorization', `Bearer ${bearer}`)
      .send({ people, title: '今天还没有反馈', text: '请<b>反馈</b>', url: 'https://module.example/home' });
  const first = () => stand.personas[0]?.personNo ?? '';

  it('brings what the module sends to the phone of the person, and says whom it does not know', async () => {
    const { body } = await post(token(), [first(), '999']).expect(200);
    deepEqual(body, { delivered: [first()], failed: ['999'] });
    const { text } = await request(stand.portal).get('/');
    ok(text.includes('消息') && text.includes('今天还没有反馈') && text.includes('请&lt;b&gt;反馈'));
    const other = stand.personas[1]?.personNo;
    const elsewhere = await request(stand.portal).get('/').set('Cookie', `portal_person=${other}`);
    ok(!elsewhere.text.includes('今天还没有反馈'));
  });

  it('takes nothing from anybody else', async () => {
    const used = token();
    await post(used, [first()]).expect(200);
    const wrong = [
      used,
      'nonsense',
      token({ iss: 'another' }),
      token({ aud: 'another' }),
      token({ exp: Math.floor(stand.now / 1000) + 3600 }),
      token({}, { typ: 'launch+jwt' }),
      token({}, { kid: 'm2' }),
    ];
    for (const [index, each] of wrong.entries()) equal((await post(each, [first()])).status, 401, String(index));
  });
});
