import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { StandInYiban, type YibanUser } from '../../plugin/trial/yiban';
import { PEOPLE, type Someone, World } from '../support/world';

const APP = { appId: '0123456789abcdef', appSecret: '00112233445566778899aabbccddeeff', schoolId: '5370' };
const PATH = '/api/campaigns/winter/reminders';
const HOUR = 3_600_000;

const userOf = ({ personNo, type, name }: Someone): YibanUser => ({
  userId: `7${personNo.slice(-6)}`,
  personNo,
  personType: type,
  name,
});

describe('letters of 易班', () => {
  let yiban: StandInYiban;
  let server: Server;
  let world: World;
  let away = false;

  before(async () => {
    const users = [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao].map(userOf);
    yiban = new StandInYiban({ ...APP, users, now: () => world.now });
    const app = express().use((asked, answer, next) => {
      if (away && asked.path === '/msg/letter') answer.status(502).end();
      else next();
    }, yiban.app);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    world = new World({
      ...{ YIBAN_APP_ID: APP.appId, YIBAN_APP_SECRET: APP.appSecret, YIBAN_SCHOOL_ID: APP.schoolId },
      YIBAN_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      YIBAN_APP_URL: 'https://f.yiban.example/iapp1',
    });
    await world.open();
  });
  beforeEach(async () => {
    away = false;
    yiban.letters.length = 0;
    await world.reset();
  });
  after(async () => {
    await world.close();
    server.close().closeAllConnections();
  });

  const enter = async (who: Someone) => {
    const answer = await request(world.app)
      .get('/yiban')
      .query({ verify_request: yiban.requestFor(userOf(who)) })
      .set({ Accept: 'text/html', 'Sec-Fetch-Dest': 'document' });
    expect(answer.status).to.equal(303);
  };
  const remind = async () => (await world.as(PEOPLE.teacher)).post(PATH, { date: world.today });

  it('remind those who came in from there, and say that the others cannot be reached', async () => {
    await enter(PEOPLE.wang);
    const { status, body } = await remind();
    expect(status).to.equal(200);
    expect(body).to.deep.include({ targeted: 3, delivered: 1, failed: 2, channel: 'host' });
    expect(body.trouble).to.contain('还没有从易班进入过');
    const [letter, ...others] = yiban.letters;
    expect(others).to.deep.equal([]);
    expect(letter?.userId).to.equal(userOf(PEOPLE.wang).userId);
    expect(letter?.content).to.contain('今天还没有反馈').and.to.contain('https://f.yiban.example/iapp1');
  });

  it('reach later who could not be reached before, and nobody twice within the hour', async () => {
    await enter(PEOPLE.wang);
    await remind();
    await enter(PEOPLE.li);
    const { body } = await remind();
    expect(body).to.deep.include({ delivered: 1, skipped: 1 });
    expect(yiban.letters.map(({ userId }) => userId)).to.deep.equal(
      [PEOPLE.wang, PEOPLE.li].map((who) => userOf(who).userId),
    );
  });

  it('forget a right that 易班 no longer honours, and take the next one', async () => {
    await enter(PEOPLE.wang);
    yiban.forget(userOf(PEOPLE.wang).userId);
    expect((await remind()).body).to.deep.include({ delivered: 0, failed: 3 });
    expect(await world.database.knex('checkin_yiban_account')).to.deep.equal([]);
    yiban.remember(userOf(PEOPLE.wang).userId);
    await enter(PEOPLE.wang);
    expect((await remind()).body).to.deep.include({ delivered: 1 });
  });

  it('are not tried once a right has run out', async () => {
    await enter(PEOPLE.wang);
    world.advance(8 * 24 * HOUR);
    expect((await remind()).body).to.deep.include({ delivered: 0, failed: 3 });
    expect(yiban.letters).to.deep.equal([]);
  });

  it('say so where 易班 is away', async () => {
    for (const who of [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao]) await enter(who);
    away = true;
    const { status, body } = await remind();
    expect([status, body.delivered]).to.deep.equal([200, 0]);
    expect(body.trouble).to.equal('易班没有回应');
  });
});
