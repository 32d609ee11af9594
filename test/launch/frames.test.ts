import { expect } from 'chai';
import express from 'express';
import request, { type Response } from 'supertest';
import { createCheckin } from '../../plugin';
import { statementsOf } from '../support/statements';
import { createWorld, PEOPLE, type Someone } from '../support/world';

describe('a frame', () => {
  const world = createWorld({ PUBLIC_URL: 'https://portal.example/checkin', HOST_ORIGINS: 'https://portal.example' });

  function launch(who: Someone, headers: Record<string, string> = {}): request.Test {
    return request(world.app)
      .post('/launch')
      .type('form')
      .set({ Accept: 'text/html', 'Sec-Fetch-Dest': 'iframe', ...headers })
      .send({ token: world.token(who), entry: 'checkin' });
  }

  const cookiesOf = (answer: Response) => ([] as string[]).concat(answer.headers['set-cookie'] ?? []);
  const pairOf = (answer: Response, name: string) =>
    (cookiesOf(answer).find((each) => each.startsWith(`${name}=`)) ?? '').split(';')[0] ?? '';
  const pathOf = (answer: Response) => (answer.headers.location ?? '').replace('/checkin', '');

  function land(answer: Response, cookie = ''): request.Test {
    return request(world.app).get(pathOf(answer)).set({ Accept: 'text/html', Cookie: cookie });
  }

  const codeIn = (page: Response) => /name="code" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
  const resume = (code: string, headers: Record<string, string> = {}) =>
    request(world.app)
      .post('/launch/resume')
      .type('form')
      .set({ Accept: 'text/html', ...headers })
      .send({ code });

  it('gets cookies for its path alone, secure ones, and the other kind is taken away', async () => {
    const answer = await launch(PEOPLE.wang);
    const [frame = '', top = ''] = cookiesOf(answer);
    expect(frame)
      .to.match(/^checkin_frame=[\w.-]+;/)
      .and.to.contain('Path=/checkin/');
    for (const word of ['HttpOnly', 'Secure', 'SameSite=None', 'Partitioned']) expect(frame).to.contain(word);
    expect(top)
      .to.match(/^checkin_session=;/)
      .and.to.contain('Max-Age=0');
    const above = await launch(PEOPLE.wang, { 'Sec-Fetch-Dest': 'document' });
    expect(cookiesOf(above)[0])
      .to.match(/^checkin_session=[\w.-]+;/)
      .and.to.contain('Secure');
    expect(cookiesOf(above)[0]).to.contain('SameSite=Lax').and.not.to.contain('Partitioned');
    expect(above.headers.location).to.equal('/checkin/home');
  });

  it('has neither token nor session in its address', async () => {
    const answer = await launch(PEOPLE.wang);
    const session = pairOf(answer, 'checkin_frame').split('=')[1] ?? '';
    expect(session).to.have.length.above(50);
    const address = answer.headers.location ?? '';
    expect(address)
      .to.match(/^\/checkin\/home\?handoff=[\w-]{32}$/)
      .and.not.to.contain(session);
    const kept = await land(answer, pairOf(answer, 'checkin_frame'));
    expect([kept.status, kept.headers.location]).to.deep.equal([303, '/checkin/home']);
  });

  it('that shows somebody else’s old session opens nobody else’s pages', async () => {
    const before = await launch(PEOPLE.li, { 'Sec-Fetch-Dest': 'document' });
    const answer = await launch(PEOPLE.wang);
    const landed = await land(answer, pairOf(before, 'checkin_session'));
    expect(landed.status).to.equal(200);
    const resumed = await resume(codeIn(landed), { Cookie: pairOf(before, 'checkin_session') });
    const home = await request(world.app).get('/home').set('Cookie', pairOf(resumed, 'checkin_session'));
    expect(home.status).to.equal(200);
    const me = await request(world.app).get('/api/me').set('Cookie', pairOf(resumed, 'checkin_session'));
    expect(me.body.name).to.equal(PEOPLE.wang.name);
  });

  it('without cookies shows one form, whose code is another than the one in its address', async () => {
    const answer = await launch(PEOPLE.wang);
    const landed = await land(answer);
    expect(landed.text.match(/<form/g)).to.have.length(1);
    expect(landed.text).to.contain('method="post"').and.to.contain('action="/checkin/launch/resume"');
    expect(landed.text).to.contain('target="_blank"');
    const [, inAddress = ''] = pathOf(answer).split('=');
    expect(codeIn(landed))
      .to.match(/^[\w-]{32}$/)
      .and.not.to.equal(inAddress);
    expect((await resume(inAddress)).status).to.equal(401);
    expect(cookiesOf(landed)).to.deep.equal([]);
  });

  it('lets one of many in by the same code', async () => {
    const code = codeIn(await land(await launch(PEOPLE.wang)));
    const answers = await Promise.all(Array.from({ length: 10 }, () => resume(code)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, ...Array(9).fill(401)]);
    for (const answer of answers.filter(({ status }) => status === 401)) {
      expect(answer.text).to.contain('000-1234');
      expect(cookiesOf(answer)).to.deep.equal([]);
    }
  });

  it('lets one of many open its address', async () => {
    const answer = await launch(PEOPLE.wang);
    const pages = await Promise.all(Array.from({ length: 5 }, () => land(answer)));
    expect(pages.filter(({ status }) => status === 200)).to.have.length(1);
  });

  it('with a code that is none writes nothing', async () => {
    const made = 'x'.repeat(32);
    const sent = await statementsOf(async () => {
      const home = await request(world.app).get('/home').query({ handoff: made }).set('Accept', 'text/html');
      expect([home.status, home.headers.location]).to.deep.equal([303, '/checkin/home']);
      expect((await resume(made)).status).to.equal(401);
    });
    expect(sent).not.to.have.length(0);
    for (const { sql } of sent) expect(sql).to.match(/^select /i);
  });

  it('with a code that cannot be one asks no database', async () => {
    const away = await createCheckin({ ...world.input(), DATABASE_URL: 'mysql://nobody:nothing@127.0.0.1:9/none' });
    const get = (handoff: string) =>
      request(express().use(away.router)).get('/home').query({ handoff }).set('Accept', 'text/html');
    for (const code of ['', 'x', 'x'.repeat(31), `${'x'.repeat(31)}!`, 'x'.repeat(33)])
      expect((await get(code)).headers.location, code).to.equal('/checkin/home');
    expect((await get('x'.repeat(32))).status).to.equal(503);
    await away.close();
  });

  it('keeps its code for a minute, not a moment longer', async () => {
    const inTime = codeIn(await land(await launch(PEOPLE.wang)));
    world.advance(59_000);
    expect((await resume(inTime)).status).to.equal(303);
    const late = await launch(PEOPLE.wang);
    world.advance(60_000);
    expect((await land(late)).headers.location).to.equal('/checkin/home');
    expect((await land(late)).text).not.to.contain('name="code"');
    await world.checkin.jobs.tick();
    expect(await world.database.knex('checkin_handoff')).to.have.length(0);
  });

  it('gives its code to this site alone', async () => {
    const code = codeIn(await land(await launch(PEOPLE.wang)));
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ] as Record<string, string>[])
      expect((await resume(code, headers)).status, JSON.stringify(headers)).to.equal(403);
    for (const bad of ['', 'x', 'x'.repeat(65)]) expect((await resume(bad)).status).to.be.oneOf([401, 422]);
    expect((await resume(code, { Origin: 'https://portal.example' })).status).to.equal(303);
  });

  it('lets nobody in who has left in the meantime', async () => {
    const code = codeIn(await land(await launch(PEOPLE.wang)));
    const row = '201911110101,王一,航制,191111,2019级,退学,';
    await world.importRoster({ students: `学号,姓名,系部,班级,年级,学籍状态,学生类别\n${row}\n` });
    expect((await resume(code)).status).to.equal(401);
  });

  it('may stand in the pages of the host alone', async () => {
    const answer = await land(await launch(PEOPLE.wang));
    const policy = answer.headers['content-security-policy'] ?? '';
    expect(policy).to.match(/frame-ancestors https:\/\/portal\.example(;|$)/);
    expect(answer.headers).to.include({ 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' });
    expect(answer.headers['strict-transport-security']).to.match(/max-age=\d+/);
  });

  it('left by its person keeps no session', async () => {
    const cookie = pairOf(await launch(PEOPLE.wang), 'checkin_frame');
    const home = await request(world.app).get('/home').set('Cookie', cookie);
    const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(home.text) ?? [];
    const leave = (token: string) =>
      request(world.app)
        .post('/leave')
        .type('form')
        .set({ Cookie: cookie, Accept: 'text/html' })
        .send({ _csrf: token });
    expect((await leave('guessed')).status).to.equal(403);
    expect(csrf).to.have.length.above(20);
    const left = await leave(csrf.replace(/&#x3D;/g, '='));
    expect(left.status).to.equal(200);
    for (const each of cookiesOf(left))
      expect(each)
        .to.match(/^checkin_(session|frame)=;/)
        .and.to.contain('Max-Age=0');
  });
});
