import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ajv2020 from 'ajv/dist/2020';
import { expect } from 'chai';
import express from 'express';
import request, { type Response } from 'supertest';
import { readYibanRequest } from '../../plugin/features/launch';
import { StandInYiban, type YibanUser } from '../../plugin/trial/yiban';
import { PEOPLE, type Someone, World } from '../support/world';

const APP = { appId: '0123456789abcdef', appSecret: '00112233445566778899aabbccddeeff', schoolId: '5370' };

/** Made for this project: what Yiban would send at 2021-01-18 22:00 UTC. */
const VECTOR =
  '497da10e2972d458e3ab9d80d2a99cb9739c4ef8f6bb09d071e43d907f2a5e631c8fa91374ef17ecfb71c0b0a524b5d0fc05c29a4a6dfc86023f6126b8c31098c98343e46683934fefe803a2680054697d3b13b61548e19044a470fb4d313ebec747ed68fa0da24e2ca65bab1e2a7d143e21e8ad8bf07e72d21bf0ab748f6582494668b8d39adc61a7f3548c680a890c6f6d86b9d64f24b0d57cb37f007d0ac61065c43f7a0b62ca55fffd8eb3ceca6819411f2a6912174adf6417cd9833f5ee21d9d81d98313aad8d56cf3b4992bcee3d3290a92f6c3889385e77e4b700c71d';

const userOf = ({ personNo, type, name }: Someone, changes: Partial<YibanUser> = {}): YibanUser => ({
  userId: `7${personNo.slice(-6)}`,
  personNo,
  personType: type,
  name,
  ...changes,
});

describe('a request of Yiban', () => {
  it('is read as the vector says', () => {
    const settings = { ...APP, apiUrl: '', appUrl: '' };
    const read = readYibanRequest(VECTOR, settings, 1_611_014_400_000);
    expect(read).to.include({ userId: '10000001', accessToken: '00000000000000000000000000000000deadbeef' });
  });

  it('stays the same one, or is none, when somebody without the secret alters it', () => {
    const settings = { ...APP, apiUrl: '', appUrl: '' };
    const read = (text: string) => readYibanRequest(text, settings, 1_611_014_400_000);
    const { ticket } = read(VECTOR);
    const bytes = Buffer.from(VECTOR, 'hex');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        expect(read(altered.toString('hex')).ticket, `bit ${bit}`).to.deep.equal(ticket);
      } catch (error) {
        expect(error).to.have.property('status', 401);
      }
    }
  });
});

describe('a launch from Yiban', () => {
  let yiban: StandInYiban;
  let server: Server;
  let world: World;
  /** What the stand-in says instead, for one test. */
  let instead: ((path: string) => object | string | undefined) | undefined;
  /** How often Yiban was asked. */
  let count: number;

  before(async () => {
    const users = [PEOPLE.wang, PEOPLE.teacher].map((who) => userOf(who));
    yiban = new StandInYiban({ ...APP, users, now: () => world.now });
    const app = express().use((asked, answer, next) => {
      count += 1;
      const other = instead?.(asked.path);
      if (other === undefined) next();
      else answer.send(other);
    }, yiban.app);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    world = new World({
      ...{ HOST_ISSUER: undefined, HOST_SECRET: undefined },
      ...{ YIBAN_APP_ID: APP.appId, YIBAN_APP_SECRET: APP.appSecret, YIBAN_SCHOOL_ID: APP.schoolId },
      ...{ YIBAN_API_URL: `${apiUrl}/`, YIBAN_APP_URL: 'https://f.yiban.example/iapp1' },
    });
    await world.open();
  });
  beforeEach(async () => {
    instead = undefined;
    count = 0;
    await world.reset();
  });
  after(async () => {
    await world.close();
    server.close();
  });

  const open = (text: string, cookie = '') =>
    request(world.app)
      .get('/yiban')
      .query({ verify_request: text, yb_uid: '1' })
      .set({ Accept: 'text/html', 'Sec-Fetch-Dest': 'document', Cookie: cookie });
  const enter = (user: YibanUser) => open(yiban.requestFor(user));
  const cookieOf = (answer: Response) => String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const typeOf = async (text: string) => {
    const answer = await request(world.app)
      .get('/yiban')
      .query({ verify_request: text })
      .set('Accept', 'application/json');
    return [answer.status, String(answer.body.type).replace('urn:checkin:problem:', '')];
  };

  it('leads a student to the columns, and a teacher to the statistics', async () => {
    const answer = await enter(userOf(PEOPLE.wang));
    expect([answer.status, answer.headers.location]).to.deep.equal([303, '/home']);
    const home = await request(world.app).get('/home').set('Cookie', cookieOf(answer));
    expect(home.status).to.equal(200);
    expect((await enter(userOf(PEOPLE.teacher))).headers.location).to.equal('/staff');
  });

  it('keeps a partitioned cookie where Yiban opens the app in a frame', async () => {
    const answer = await request(world.app)
      .post('/yiban')
      .type('form')
      .set({
        Accept: 'text/html',
        'Sec-Fetch-Dest': 'iframe',
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'https://yiban.example',
      })
      .send({ verify_request: yiban.requestFor(userOf(PEOPLE.teacher)), yb_uid: '1' });
    expect(answer.headers.location).to.match(/^\/staff\?handoff=/);
    expect(String(answer.headers['set-cookie'])).to.contain('Partitioned');
  });

  it('sends whoever has not authorised the app to Yiban, and lets them in afterwards', async () => {
    const wang = userOf(PEOPLE.wang);
    yiban.forget(wang.userId);
    const answer = await enter(wang);
    const to = new URL(answer.headers.location ?? '');
    expect([answer.status, to.pathname]).to.deep.equal([302, '/oauth/authorize']);
    expect(Object.fromEntries(to.searchParams)).to.deep.equal({
      client_id: APP.appId,
      redirect_uri: 'https://f.yiban.example/iapp1',
      display: 'mobile',
    });
    const agreed = await request(yiban.app)
      .post('/oauth/authorize')
      .type('form')
      .send({ back: 'https://f.yiban.example/iapp1', user: wang.userId });
    const back = new URL(agreed.headers.location ?? '').searchParams.get('verify_request') ?? '';
    expect((await open(back)).headers.location).to.equal('/home');
  });

  it('takes "false" for not authorised, and numbers for texts', async () => {
    const visit = { visit_time: String(Math.floor(world.now / 1000)), visit_user: { userid: 7110101 } };
    expect((await open(yiban.seal({ ...visit, visit_oauth: 'false' }))).status).to.equal(302);
    instead = () => ({
      status: 'success',
      info: {
        ...{ yb_userid: 7110101, yb_schoolid: 5370, yb_realname: PEOPLE.wang.name },
        ...{ yb_studentid: PEOPLE.wang.personNo, yb_employid: '', yb_identity: '学生' },
      },
    });
    const oauth = { access_token: 'abc', token_expires: 1 };
    expect((await open(yiban.seal({ ...visit, visit_oauth: oauth }))).headers.location).to.equal('/home');
  });

  it('refuses what is not of this app, or of long ago', async () => {
    const wang = userOf(PEOPLE.wang);
    const other = new StandInYiban({ ...APP, appSecret: 'f'.repeat(32), users: [], now: () => world.now });
    const good = yiban.requestFor(wang);
    const texts = [
      '',
      'zz',
      good.slice(0, -2),
      good.slice(0, -32),
      `${good}00`,
      'ab'.repeat(5000),
      other.requestFor(wang),
    ];
    for (const text of texts) expect(await typeOf(text), text.slice(0, 40)).to.deep.equal([401, 'yiban-request']);
    for (const content of [null, [], {}, { visit_time: 1 }, { visit_time: 'soon', visit_user: { userid: '1' } }])
      expect(await typeOf(yiban.seal(content))).to.deep.equal([401, 'yiban-request']);
    world.advance(601_000);
    expect(await typeOf(good)).to.deep.equal([401, 'token-expired']);
  });

  it('takes a request once, and a reload while the session lives', async () => {
    const text = yiban.requestFor(userOf(PEOPLE.wang));
    const first = await open(text);
    const again = await open(text, cookieOf(first));
    expect([again.status, again.headers.location]).to.deep.equal([303, '/home']);
    expect(await typeOf(text)).to.deep.equal([401, 'token-spent']);
    expect(await typeOf(text.toUpperCase())).to.deep.equal([401, 'token-spent']);
    const other = cookieOf(await enter(userOf(PEOPLE.teacher)));
    expect((await open(text, other)).status).to.equal(401);
  });

  it('takes a visit once, however its text was altered, and asks Yiban nothing for it again', async () => {
    const wang = userOf(PEOPLE.wang);
    const facts = { yb_userid: wang.userId, yb_schoolid: '5370', yb_realname: wang.name, yb_studentid: wang.personNo };
    instead = () => ({ status: 'success', info: facts });
    const visit_time = Math.floor(world.now / 1000);
    const visitBy = (username: string) =>
      yiban.seal({
        visit_time,
        visit_user: { userid: wang.userId, username, usernick: '王', usersex: 'M' },
        visit_oauth: { access_token: 'abc', token_expires: visit_time + 600 },
      });
    const text = visitBy('a name as long as an address of mail, which nobody looks at@students.example');
    expect((await open(text)).headers.location).to.equal('/home');
    expect(await typeOf(visitBy('another name'))).to.deep.equal([401, 'token-spent']);
    const bytes = Buffer.from(text, 'hex');
    for (let at = 64; at < 128; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] as number) ^ 1;
      expect((await typeOf(altered.toString('hex')))[0], `byte ${at}`).to.equal(401);
    }
    expect(count).to.equal(1);
  });

  it('is spent before Yiban is asked, and before the person is sent to authorise the app again', async () => {
    const wang = userOf(PEOPLE.wang);
    const text = yiban.requestFor(wang);
    instead = () => 'not JSON';
    expect(await typeOf(text)).to.deep.equal([503, 'unavailable']);
    instead = () => ({ status: 'error', info: { code: 'e006' } });
    expect(await typeOf(text)).to.deep.equal([401, 'token-spent']);
    expect(count).to.equal(1);
    const ended = yiban.requestFor(wang);
    expect((await open(ended)).status).to.equal(302);
    instead = undefined;
    expect(await typeOf(ended)).to.deep.equal([401, 'token-spent']);
    expect((await enter(wang)).headers.location).to.equal('/home');
  });

  it('of whoever has not authorised the app has nothing to spend, as often as it is opened', async () => {
    const wang = userOf(PEOPLE.wang);
    yiban.forget(wang.userId);
    const text = yiban.requestFor(wang);
    for (let turn = 0; turn < 2; turn += 1) expect((await open(text)).status).to.equal(302);
    yiban.remember(wang.userId);
    expect((await enter(wang)).headers.location).to.equal('/home');
    expect(count).to.equal(1);
  });

  it('lets nobody in whom Yiban does not vouch for', async () => {
    const wang = userOf(PEOPLE.wang);
    const facts = { yb_userid: wang.userId, yb_schoolid: '5370', yb_realname: wang.name, yb_studentid: wang.personNo };
    const cases: [object | string, number, string][] = [
      [{ status: 'error', info: { code: 'e024', msgCN: '未认证' } }, 403, 'yiban-unverified'],
      [{ status: 'error', info: { code: 'E015' } }, 503, 'unavailable'],
      [{ status: 'success', info: { ...facts, yb_userid: '7999999' } }, 401, 'yiban-request'],
      [{ status: 'success', info: { ...facts, yb_schoolid: '1' } }, 403, 'yiban-school'],
      [{ status: 'success', info: { ...facts, yb_studentid: '2019' } }, 403, 'yiban-unverified'],
      [{ status: 'success', info: { ...facts, yb_realname: '' } }, 403, 'yiban-unverified'],
      [{ status: 'success', info: { ...facts, yb_realname: '别人' } }, 403, 'name-mismatch'],
      [{ status: 'success', info: { ...facts, yb_studentid: '201900000000' } }, 403, 'unknown-person'],
      [{ status: 'success', info: null }, 401, 'yiban-request'],
      ['not JSON', 503, 'unavailable'],
      [`{"status":"success","info":"${'x'.repeat(70_000)}"}`, 503, 'unavailable'],
    ];
    for (const [answer, status, type] of cases) {
      instead = () => answer;
      expect(await typeOf(yiban.requestFor(wang)), JSON.stringify(answer).slice(0, 80)).to.deep.equal([status, type]);
    }
    instead = () => ({ status: 'error', info: { code: 'e006' } });
    expect((await enter(wang)).status).to.equal(302);
  });

  it('asks the other address where the app lacks the right to the first, or that has no number', async () => {
    const wang = userOf(PEOPLE.wang);
    for (const answer of [
      { status: 'error', info: { code: 'e007' } },
      { status: 'success', info: { yb_userid: wang.userId, yb_schoolid: '5370', yb_realname: wang.name } },
    ]) {
      instead = (path) => (path === '/user/verify_me' ? answer : undefined);
      expect((await enter(wang)).headers.location).to.equal('/home');
    }
  });

  it('shows a person a page with the remedy', async () => {
    const page = await enter(userOf(PEOPLE.wang, { personNo: '' }));
    expect(page.status).to.equal(403);
    expect(page.text).to.contain('校方认证').and.to.contain('000-1234');
  });

  it('closes the other door where Yiban is the only host, and says so in the manifest', async () => {
    const { manifest } = world.checkin;
    expect(manifest.auth.algorithms).to.deep.equal([]);
    const schema = (await request(world.app).get('/manifest.schema.json')).body;
    const check = new Ajv2020({ formats: { uri: true, 'uri-reference': true } }).compile(schema);
    expect(check(manifest), JSON.stringify(check.errors)).to.equal(true);
    const answer = await request(world.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token: world.token(PEOPLE.wang, { iss: '' }) });
    expect([answer.status, answer.body.type]).to.deep.equal([401, 'urn:checkin:problem:token-key']);
  });
});
