import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createCheckin } from '../../plugin';
import { aReport, createWorld, PEOPLE } from '../support/world';

const STEP = '20991231000000_of_a_later_version';

describe('beside a later version that has widened the tables already', () => {
  const world = createWorld();
  beforeEach(async () => {
    const { knex } = world.database;
    await knex.schema.alterTable('checkin_report', (table) => void table.string('of_later', 32));
    await knex('checkin_migration').insert({ name: STEP, batch: 99, migration_time: new Date() });
  });
  afterEach(async () => {
    const { knex } = world.database;
    await knex('checkin_migration').where({ name: STEP }).delete();
    await knex.schema.alterTable('checkin_report', (table) => void table.dropColumn('of_later'));
  });

  it('this one goes on, and can be started anew', async () => {
    const running = await world.as(PEOPLE.wang);
    expect((await running.submit(aReport())).status).to.equal(201);
    const again = await createCheckin(world.input(), { clock: () => world.now });
    try {
      const app = express().use(again.router);
      expect((await request(app).get('/readyz')).status).to.equal(200);
      const corrected = await request(app)
        .put(`/api/campaigns/winter/reports/${world.today}`)
        .set('Authorization', `Bearer ${running.session}`)
        .send({ answers: aReport({ temperature: 36.8 }) });
      expect([corrected.status, corrected.body.revision]).to.deep.equal([200, 2]);
      expect((await running.submit(aReport({ temperature: 36.8 }))).body.receipt).to.equal(corrected.body.receipt);
    } finally {
      await again.close();
    }
  });
});
