import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { poolUse } from '../../plugin/kernel/database';
import { type Job, Jobs } from '../../plugin/kernel/jobs';
import { createLog } from '../../plugin/kernel/log';
import { aReport, createWorld, PEOPLE } from '../support/world';

const DASHBOARD = join(__dirname, '../../.docs/dashboard.json');

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

describe('the metrics', () => {
  const world = createWorld();
  const read = async () => (await request(world.app).get('/metrics')).text;

  it('have each name that the dashboard asks for', async () => {
    const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const text = await read();
    const known = new Set(text.match(/^checkin_\w+/gm));
    const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/checkin_\w+/g) ?? []));
    const helped = (text.match(/^# HELP checkin_\w+/gm) ?? []).map((line) => line.slice('# HELP '.length));
    // A counter of what has not happened yet has its help, and no line of its own.
    expect(asked.filter((name) => !known.has(name) && !helped.includes(name))).to.deep.equal([]);
    expect(helped.filter((name) => !asked.some((each) => each.startsWith(name)))).to.deep.equal([]);
  });

  it('tell of a submission: its route, the batch, the queue that is empty again', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const text = await read();
    const labels = 'method="put",route="/api/campaigns/:code/reports/:date",status="201"';
    expect(text).to.match(new RegExp(`checkin_http_request_seconds_count\\{${labels}\\} [1-9]`));
    expect(text).to.match(/checkin_submission_batch_size_sum [1-9]/);
    expect(text).to.match(/checkin_submission_queue 0$/m);
  });

  it('tell how the connections to the database are used', async () => {
    await world.database.transaction(async (tx) => {
      await tx('checkin_person').first();
      expect(poolUse(world.database)).to.include({ used: 1, waiting: 0 });
    });
    expect(poolUse(world.database).used).to.equal(0);
    const text = await read();
    for (const state of ['used', 'idle', 'waiting'])
      expect(text).to.match(new RegExp(`checkin_database_connections\\{state="${state}"\\} \\d`));
  });

  it('tell for how long the oldest of what a job has to do has waited', async () => {
    let now = world.now;
    let broken = true;
    const run = async () => {
      if (broken) throw new Error('not yet');
    };
    const job: Job = { name: 'test', due: async () => ['a'], run };
    const jobs = new Jobs({ database: world.database, clock: { now: () => now }, log: createLog('silent') }, [job]);
    expect(jobs.lags().get('test')).to.equal(0);
    await jobs.tick();
    now += 90_000;
    expect(jobs.lags().get('test')).to.equal(90);
    broken = false;
    await jobs.tick();
    expect(jobs.lags().get('test')).to.equal(0);
    expect(await read()).to.match(/checkin_job_lag_seconds\{job="[\w-]+"\} 0/);
  });
});

describe('a request', () => {
  const world = createWorld();

  it('keeps the id that stands before the module gave it, or gets one', async () => {
    const given = await request(world.app).get('/healthz').set('X-Request-Id', 'abc-1.2_3');
    expect(given.headers['x-request-id']).to.equal('abc-1.2_3');
    const odd = await request(world.app).get('/healthz').set('X-Request-Id', 'a b\tc');
    expect(odd.headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
    const refused = await request(world.app).get('/api/me');
    expect(refused.status).to.equal(401);
    expect(refused.headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
  });
});
