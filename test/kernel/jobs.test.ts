import { expect } from 'chai';
import type { Database } from '../../plugin/kernel/database';
import { type Job, Jobs } from '../../plugin/kernel/jobs';
import { createLog } from '../../plugin/kernel/log';
import { clearTables, openTestDatabase } from '../support/database';

const MINUTE = 60_000;

describe('jobs', () => {
  let database: Database;
  let now: number;
  let done: string[];
  before(async () => {
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    await clearTables(database);
    now = 1_000_000_000;
    done = [];
  });
  after(() => database?.close());

  function instance(job: Partial<Job>): Jobs {
    const log = createLog('silent');
    const whole: Job = {
      name: 'test',
      due: async () => ['a', 'b'],
      run: async (slot) => void done.push(slot),
      ...job,
    };
    return new Jobs({ database, clock: { now: () => now }, log }, [whole]);
  }

  function gate() {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { opened, open };
  }

  it('are done once, in order, however often and by however many instances they are looked for', async () => {
    const instances = [instance({}), instance({}), instance({})];
    await Promise.all(instances.map((jobs) => jobs.tick()));
    await instances[0]?.tick();
    expect(done.sort()).to.deep.equal(['a', 'b']);
  });

  it('are tried three times with pauses between, then given up, and never hold up the next one', async () => {
    const jobs = instance({
      run: async (slot, { attempt }) => {
        done.push(`${slot}${attempt}`);
        if (slot === 'a') throw new Error('not today');
      },
      givenUp: async (slot) => void done.push(`${slot} given up`),
    });
    await jobs.tick();
    await jobs.tick();
    expect(done).to.deep.equal(['a1', 'b1']);
    for (const minutes of [1, 2, 30]) {
      now += minutes * MINUTE;
      await jobs.tick();
    }
    expect(done).to.deep.equal(['a1', 'b1', 'a2', 'a3', 'a given up']);
  });

  it('are taken over when the one at it has died, and given up when that keeps happening', async () => {
    await database.transaction((tx) =>
      tx('checkin_job').insert([
        { name: 'test', slot: 'a', state: 'running', attempts: 1, lease_until: now + 1, updated_at: now },
        { name: 'test', slot: 'b', state: 'running', attempts: 3, lease_until: now + 1, updated_at: now },
      ]),
    );
    const jobs = instance({
      run: async (slot, { attempt }) => void done.push(`${slot}${attempt}`),
      givenUp: async (slot) => void done.push(`${slot} given up`),
    });
    await jobs.tick();
    expect(done).to.deep.equal([]);
    now += 1;
    await Promise.all([jobs.tick(), instance({}).tick()]);
    expect(done).to.have.length(2).and.to.include('b given up');
  });

  it('stop when the module closes, and another instance goes on at once', async () => {
    const { opened, open } = gate();
    const jobs = instance({
      run: async (_slot, { signal }) => {
        open();
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    jobs.wake('test');
    await opened;
    await jobs.close();
    await instance({ run: async (slot, { attempt }) => void done.push(`${slot}${attempt}`) }).tick();
    expect(done).to.deep.equal(['a1', 'b1']);
  });

  it('take what is left to them while they run', async () => {
    const slots = ['a'];
    const { opened, open } = gate();
    const jobs = instance({
      due: async () => [...slots],
      run: async (slot) => {
        done.push(slot);
        if (slot === 'a') await opened;
      },
    });
    const ticked = jobs.tick();
    slots.push('b');
    jobs.wake('test');
    open();
    await ticked;
    expect(done).to.deep.equal(['a', 'b']);
  });

  it('survive whatever a job throws, and look again', async () => {
    let broken = true;
    const jobs = instance({
      due: async () => {
        if (broken) throw new Error('the database is away');
        return ['a'];
      },
    });
    await jobs.tick();
    broken = false;
    await jobs.tick();
    expect(done).to.deep.equal(['a']);
  });

  it('are forgotten after a season', async () => {
    const jobs = instance({ due: async (at) => (at < 2_000_000_000 ? ['a'] : []) });
    await jobs.tick();
    now += 91 * 24 * 60 * MINUTE;
    await jobs.tick();
    expect(await database.knex('checkin_job').count({ rows: '*' }).first()).to.deep.equal({ rows: 0 });
  });
});
