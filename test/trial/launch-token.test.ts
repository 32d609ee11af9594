import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import request from 'supertest';
import { AUDIENCE, ISSUER, portalFor } from './portal-stand';

const MODULE = 'http://localhost:3000/checkin';

describe("the stand-in portal's tokens", () => {
  const { portal, host, personas, now } = portalFor(MODULE);
  const [student] = personas;
  if (!student) throw new Error('the trial has no people');
  const web = request(portal);

  /** Checks a token as the module would: with the key that the portal publishes. */
  const verified = async (token: string) => {
    const { body } = await web.get('/.well-known/jwks.json').expect(200);
    const { kid } = jwt.decode(token, { complete: true })?.header ?? {};
    const key = (body.keys as (JsonWebKey & { kid: string })[]).find((each) => each.kid === kid);
    ok(key, 'the key of the token is published');
    return jwt.verify(token, createPublicKey({ key, format: 'jwk' }), {
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: now / 1000,
      complete: true,
    });
  };

  it('say who enters, for a minute or two, and can be checked with the published key', async () => {
    const { header, payload } = await verified(host.sign(student));
    const { jti, iat = 0, exp = 0, ...claims } = payload as JwtPayload;
    equal(header.typ, 'launch+jwt');
    equal(header.alg, 'ES256');
    equal(iat, Math.floor(now / 1000));
    ok(exp > iat && exp - iat <= 120);
    match(jti ?? '', /^[0-9a-f-]{36}$/);
    deepEqual(claims, {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: `portal-${student.personNo}`,
      person_no: student.personNo,
      person_type: 'student',
      name: student.name,
    });
  });

  it('are each for one entry', () => {
    const jti = () => (jwt.decode(host.sign(student)) as JwtPayload).jti;
    notEqual(jti(), jti());
  });

  it('can be made wrong on purpose', () => {
    const token = host.sign(student, { aud: 'another', jti: 'once' });
    const { aud, jti } = jwt.decode(token) as JwtPayload;
    deepEqual({ aud, jti }, { aud: 'another', jti: 'once' });
  });

  it('are signed with a key that no other portal has, of which nothing secret is published', async () => {
    const other = portalFor(MODULE).host;
    notEqual(other.jwks.keys[0]?.kid, host.jwks.keys[0]?.kid);
    deepEqual(Object.keys(host.jwks.keys[0] ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    equal(host.settings.HOST_JWKS_URL, 'http://127.0.0.1:8080/.well-known/jwks.json');
  });
});
