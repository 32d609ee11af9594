import { expect } from 'chai';
import request, { type Response } from 'supertest';
import { createWorld, PEOPLE } from '../support/world';

describe('a launch in a browser', () => {
  const world = createWorld();

  function launch(fields: Record<string, string>, headers: Record<string, string> = {}): request.Test {
    return request(world.app)
      .post('/launch')
      .type('form')
      .set({ Accept: 'text/html', ...headers })
      .send(fields);
  }

  function cookiesOf(answer: Response): string[] {
    return ([] as string[]).concat(answer.headers['set-cookie'] ?? []);
  }

  function cookieOf(answer: Response, name: string): string {
    return cookiesOf(answer).find((each) => each.startsWith(`${name}=`)) ?? '';
  }

  const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

  it('leads to the entry with a cookie for the top level', async () => {
    const answer = await launch({ token: world.token(PEOPLE.wang) });
    expect(answer.status).to.equal(303);
    expect(answer.headers.location).to.equal('/home');
    const cookie = cookieOf(answer, 'checkin_session');
    expect(cookie).to.contain('HttpOnly').and.to.contain('SameSite=Lax').and.to.contain('Path=/');
    expect(cookie).not.to.contain('Partitioned');
    const home = await request(world.app).get('/home').set('Cookie', pairOf(cookie));
    expect(home.status).to.equal(200);
  });

  for (const [how, fields, headers] of [
    ['as the browser says', {}, { 'Sec-Fetch-Dest': 'iframe' }],
    ['as the host says', { display: 'frame' }, {}],
    ['as the browser says, whatever the host says', { display: 'top' }, { 'Sec-Fetch-Dest': 'iframe' }],
  ] as [string, Record<string, string>, Record<string, string>][])
    it(`gives a partitioned cookie in a frame, ${how}`, async () => {
      const answer = await launch({ token: world.token(PEOPLE.teacher), ...fields }, headers);
      const cookie = cookieOf(answer, 'checkin_frame');
      expect(cookie).to.contain('SameSite=None').and.to.contain('Secure').and.to.contain('Partitioned');
      expect(answer.headers.location).to.match(/^\/staff\?handoff=[\w-]{32}$/);
      const landed = await request(world.app)
        .get(answer.headers.location ?? '')
        .set('Cookie', pairOf(cookie));
      expect([landed.status, landed.headers.location]).to.deep.equal([303, '/staff']);
    });

  it('offers one button in a frame that drops cookies, which opens the entry at top level once', async () => {
    const answer = await launch({ token: world.token(PEOPLE.wang), display: 'frame' });
    const landed = await request(world.app)
      .get(answer.headers.location ?? '')
      .set('Accept', 'text/html');
    expect(landed.status).to.equal(200);
    expect(landed.text.match(/<button/g)).to.have.length(1);
    const [, code = ''] = /name="code" value="([\w-]+)"/.exec(landed.text) ?? [];
    const resume = () =>
      request(world.app).post('/launch/resume').type('form').set('Sec-Fetch-Site', 'same-origin').send({ code });
    const resumed = await resume();
    expect([resumed.status, resumed.headers.location]).to.deep.equal([303, '/home']);
    expect(cookieOf(resumed, 'checkin_session')).to.contain('SameSite=Lax');
    expect((await resume()).status).to.equal(401);
    expect((await request(world.app).get(answer.headers.location ?? '')).status).to.equal(303);
  });

  it('keeps a way out of a frame open for a minute, to this site alone', async () => {
    const answer = await launch({ token: world.token(PEOPLE.wang), display: 'frame' });
    const landed = await request(world.app)
      .get(answer.headers.location ?? '')
      .set('Accept', 'text/html');
    const [, code = ''] = /name="code" value="([\w-]+)"/.exec(landed.text) ?? [];
    const foreign = await request(world.app)
      .post('/launch/resume')
      .type('form')
      .set('Origin', 'https://evil.example')
      .send({ code });
    expect(foreign.status).to.equal(403);
    world.advance(61_000);
    const late = await request(world.app).post('/launch/resume').type('form').send({ code });
    expect(late.status).to.equal(401);
    expect(late.text).to.contain('000-1234');
  });

  it('goes on after a reload while that session is alive in this browser', async () => {
    const token = world.token(PEOPLE.wang);
    const mine = pairOf(cookieOf(await launch({ token }), 'checkin_session'));
    const again = await launch({ token }, { Cookie: mine });
    expect([again.status, again.headers.location]).to.deep.equal([303, '/home']);
    const without = await launch({ token });
    expect(without.status).to.equal(401);
    expect(without.text).to.contain('请从学校门户重新进入').and.to.contain('data-resume="/home"');
    const other = pairOf(cookieOf(await launch({ token: world.token(PEOPLE.li) }), 'checkin_session'));
    expect((await launch({ token }, { Cookie: other })).status).to.equal(401);
    world.advance(13 * 3_600_000);
    expect((await launch({ token }, { Cookie: mine })).status).to.equal(401);
  });

  it('is refused on a page in Chinese that says whom to call, and shows no token', async () => {
    for (const changes of [{ name: '别名' }, { person_no: '201911110198' }, { iss: 'x' }]) {
      const token = world.token(PEOPLE.wang, changes);
      const answer = await launch({ token });
      expect(answer.status).to.be.oneOf([401, 403]);
      expect(answer.type).to.equal('text/html');
      expect(answer.text).to.contain('000-1234').and.not.to.contain(token);
      expect(cookiesOf(answer)).to.deep.equal([]);
    }
  });

  it('puts the younger of two sessions first', async () => {
    const first = pairOf(cookieOf(await launch({ token: world.token(PEOPLE.wang) }), 'checkin_session'));
    world.advance(2000);
    const second = pairOf(cookieOf(await launch({ token: world.token(PEOPLE.li), display: 'frame' }), 'checkin_frame'));
    const me = await request(world.app).get('/api/me').set('Cookie', `${first}; ${second}`);
    expect(me.body.name).to.equal('李二');
  });

  it('makes sessions that end, and none that anybody else could make', async () => {
    const { session } = await world.as(PEOPLE.wang);
    const me = (value: string) => request(world.app).get('/api/me').set('Authorization', `Bearer ${value}`);
    expect((await me(session)).status).to.equal(200);
    for (const bad of [`${session}x`, session.slice(0, -2), 'x.y.z', world.token(PEOPLE.wang)])
      expect((await me(bad)).status).to.equal(401);
    world.advance(12 * 3_600_000 + 1000);
    expect((await me(session)).status).to.equal(401);
  });

  it('shares pages with the host alone, and says so in every header', async () => {
    const answer = await request(world.app).get('/help');
    const policy = answer.headers['content-security-policy'] ?? '';
    expect(policy).to.contain("default-src 'none'").and.to.contain('frame-ancestors https://portal.example');
    expect(policy).not.to.contain('unsafe');
    expect(answer.headers).not.to.have.property('x-frame-options');
    expect(answer.headers['cache-control']).to.equal('no-store');
  });
});

describe('a change by cookie', () => {
  const world = createWorld();

  async function put(headers: Record<string, string>): Promise<number> {
    const launched = await request(world.app)
      .post('/launch')
      .type('form')
      .send({ token: world.token(PEOPLE.wang) });
    const cookie = ([] as string[]).concat(launched.headers['set-cookie'] ?? [])[0]?.split(';')[0] ?? '';
    const answer = await request(world.app)
      .put('/api/campaigns/winter/reports/2021-01-21')
      .set({ Cookie: cookie, 'Content-Type': 'application/json', ...headers })
      .send('{"answers":{}}');
    return answer.status;
  }

  it('is taken from this site, and from none other', async () => {
    expect(await put({ 'Sec-Fetch-Site': 'same-origin' })).to.equal(422);
    expect(await put({ Origin: 'http://localhost:3000' })).to.equal(422);
    expect(await put({ Origin: 'https://evil.example' })).to.equal(403);
    expect(await put({ Origin: 'null' })).to.equal(403);
    expect(await put({ 'Sec-Fetch-Site': 'cross-site' })).to.equal(403);
    expect(await put({ 'Sec-Fetch-Site': 'same-site' })).to.equal(403);
    expect(await put({ 'Content-Type': 'text/plain', 'Sec-Fetch-Site': 'same-origin' })).to.equal(415);
  });

  it('is limited by person, never under 300 a minute', async () => {
    const wang = await world.as(PEOPLE.wang);
    const statuses: number[] = [];
    for (let index = 0; index < 620; index += 20)
      statuses.push(
        ...(await Promise.all(Array.from({ length: 20 }, () => wang.get('/api/me')))).map(({ status }) => status),
      );
    expect(statuses.slice(0, 300).every((status) => status === 200)).to.equal(true);
    const refused = await wang.get('/api/me');
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 60);
    expect((await (await world.as(PEOPLE.li)).get('/api/me')).status).to.equal(200);
  });
});
