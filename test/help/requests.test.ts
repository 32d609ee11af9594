import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { Visitor } from '../support/visitor';
import { createWorld, PEOPLE } from '../support/world';

const FORM = '/help/report';
const OLD_PHONE =
  'Mozilla/5.0 (Linux; Android 8.1.0; MI 8 Build/OPM1.171019.026; wv) AppleWebKit/537.36 Chrome/66.0.3359.126 Mobile';

describe('the three questions', () => {
  const world = createWorld();
  let stranger: Visitor;
  beforeEach(() => {
    stranger = new Visitor(world);
  });

  const IDENTITY = { telephone: '10200000009', name: '王一', number: PEOPLE.wang.personNo, words: '提示“信息不符”' };

  /** Opens the form of a question and sends it as it is on the page, with these fields filled in. */
  async function send(visitor: Visitor, question: string, fields: Record<string, string | string[]>) {
    const page = (await visitor.open(`${FORM}?question=${question}`)).text;
    return visitor.send(page, FORM, fields);
  }

  const rows = () => world.database.knex('checkin_help_request').orderBy('receipt');
  const numberOfRows = async () => (await rows()).length;

  it('are open to everybody, with the steps, the number to call, and the way to the help desk', async () => {
    const { status, text } = await stranger.open('/help');
    expect(status).to.equal(200);
    for (const words of ['打卡定位不成功', '校本化打不开', '身份验证不通过', '000-1234', '12 位数字', '没有登录'])
      expect(text).to.contain(words);
    for (const question of ['location', 'open', 'identity', 'other'])
      expect(text).to.contain(`href="/help/report?question=${question}"`);
    expect((await stranger.open(FORM)).text).to.contain('遇到的是哪一种');
    expect((await stranger.open(`${FORM}?question=nothing`)).status).to.equal(422);
    const { body } = await request(world.app).get('/help/clock');
    expect(body).to.deep.equal({ now: '2021-01-21T00:00:00.000Z' });
  });

  it('begin with the phone as its browser describes it', async () => {
    const page = await stranger.open(`${FORM}?question=location`).set('User-Agent', OLD_PHONE);
    expect(page.text).to.contain('value="MI 8"').and.to.contain('value="Android 8.1.0"');
  });

  it('take a request from somebody who is not signed in, and give a receipt', async () => {
    const sent = await send(stranger, 'identity', IDENTITY);
    expect(sent.status).to.equal(303);
    const receipt = await stranger.open(sent.headers.location ?? '');
    expect(receipt.text).to.contain('已发给帮助台').and.to.contain('身份验证不通过').and.to.contain('08:00');
    expect(receipt.text).not.to.contain('10200000009').and.not.to.contain('王一');
    expect((await stranger.open('/help/sent/AAA-AAA-AAA-AAA')).status).to.equal(404);
  });

  it('keep what was typed when something is missing or wrong, and say where', async () => {
    const refused = await send(stranger, 'identity', { ...IDENTITY, telephone: 'my number', name: ' ' });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('联系电话的写法不对').and.to.contain('信息不符').and.to.contain('my number');
    const lacking = await send(stranger, 'location', { phoneModel: '', system: '', words: '一直在转圈' });
    expect(lacking.text).to.contain('请填写手机型号').and.to.contain('请填写系统版本').and.to.contain('一直在转圈');
    expect((await send(stranger, 'other', {})).text).to.contain('请填写说明');
    expect(await numberOfRows()).to.equal(0);
    // The page that came back can be sent as it is, once it is mended.
    const mended = await stranger.send(lacking.text, FORM, { phoneModel: 'MI 8', system: 'Android 8' });
    expect(mended.status).to.equal(303);
  });

  it('know who is signed in, ask neither name nor number, and take nothing in their name from elsewhere', async () => {
    const student = new Visitor(world);
    await student.enter(PEOPLE.wang);
    const page = (await student.open(`${FORM}?question=identity`)).text;
    expect(page).to.contain('王一').and.not.to.contain('name="name"').and.not.to.contain('name="number"');
    expect((await student.send(page, FORM, { telephone: '10200000009' })).status).to.equal(303);
    expect((await rows()).map(({ person_no }) => person_no)).to.deep.equal([PEOPLE.wang.personNo]);
    const foreign = await student.post(FORM, { question: 'other', words: '不是我写的' });
    expect(foreign.status).to.equal(403);
    expect(foreign.text).to.contain('不是我写的').and.to.contain('name="_csrf"');
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const answer = await stranger.post(FORM, { question: 'other', words: '别的网站' }).set(headers);
      expect(answer.status).to.equal(403);
    }
    expect(await numberOfRows()).to.equal(1);
  });

  it('take the same request once, however often a bad network sends it, and another one for itself', async () => {
    const page = (await stranger.open(`${FORM}?question=other`)).text;
    const words = { words: '打开是白的' };
    const all = await Promise.all([1, 2, 3].map(() => stranger.send(page, FORM, words)));
    expect(new Set(all.map(({ headers }) => headers.location)).size).to.equal(1);
    const other = await stranger.send(page, FORM, { words: '现在又好了' });
    expect(other.headers.location).not.to.equal(all[0]?.headers.location);
    expect(await numberOfRows()).to.equal(2);
  });

  it('answer a script in JSON', async () => {
    const post = (body: object) =>
      request(world.app)
        .post(FORM)
        .set('Accept', 'application/json')
        .send(body)
        .set('Content-Type', 'application/json');
    const sent = await post({ question: 'other', words: '好' });
    expect([sent.status, sent.body.location]).to.satisfy(
      ([status, location]: [number, string]) =>
        status === 200 && location.startsWith('http://localhost:3000/help/sent/'),
    );
    const refused = await post({ question: 'open' });
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).to.deep.equal([
      '/phoneModel',
      '/system',
    ]);
  });

  it('refuse what no page sends, and never fail over it', async () => {
    const bodies: Record<string, string | string[]>[] = [
      {},
      { question: 'nothing' },
      { question: ['other', 'open'], words: 'x' },
      { question: 'other', words: ['a', 'b'] },
      { question: 'other', words: 'x'.repeat(1001) },
      { question: 'other', words: 'x', telephone: '<script>' },
      { question: 'other', words: 'x', receipt: 'short' },
      { question: 'open', phoneModel: 'x'.repeat(81), system: 'y' },
    ];
    for (const body of bodies) {
      const answer = await stranger.post(FORM, body);
      expect(answer.status, JSON.stringify(body).slice(0, 80)).to.equal(422);
    }
    expect((await stranger.post(FORM, { question: 'other', words: 'x'.repeat(70_000) })).status).to.equal(413);
    const odd = { question: 'other', words: '\u0000😀<b>"&', constructor: 'x', checks: 'a\nb' };
    expect((await stranger.post(FORM, odd)).status).to.equal(303);
    expect(await numberOfRows()).to.equal(1);
  });

  it('are sealed in the database', async () => {
    await send(stranger, 'identity', IDENTITY);
    const kept = JSON.stringify(await rows());
    for (const secret of ['10200000009', '王一', PEOPLE.wang.personNo, '信息不符']) expect(kept).not.to.contain(secret);
  });

  it('are limited by the address that cannot be made up, and never for those who are signed in', async () => {
    const body = (index: number) => ({ question: 'other', words: `第 ${index} 次` });
    const behind = express().set('trust proxy', 'loopback').use(world.checkin.router);
    const post = (app: express.Express, index: number, from: string) =>
      request(app).post(FORM).type('form').set('Accept', 'text/html').set('X-Forwarded-For', from).send(body(index));
    const flood = async (app: express.Express, from: (index: number) => string) => {
      for (let index = 0; index < 70; index += 1) {
        const answer = await post(app, index, from(index));
        if (answer.status !== 303) return { index, answer };
      }
      return undefined;
    };
    // Behind a proxy that is trusted, a header put in before it does not help.
    const first = await flood(behind, (index) => `10.9.9.${index}, 192.0.2.7`);
    expect(first?.index).to.equal(60);
    expect(first?.answer.status).to.equal(429);
    expect(Number(first?.answer.headers['retry-after'])).to.be.within(1, 3600);
    expect(first?.answer.text).to.contain('第 60 次').and.to.contain('000-1234').and.to.contain('分钟后');
    expect((await post(behind, 1, '198.51.100.1')).status).to.equal(303);
    // Without one, no header does.
    const second = await flood(world.app, (index) => `192.0.2.${index}`);
    expect(second?.answer.status).to.equal(429);
    const student = new Visitor(world);
    await student.enter(PEOPLE.wang);
    expect((await send(student, 'other', { words: '我还能发' })).status).to.equal(303);
  });
});
