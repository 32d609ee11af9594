import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import {
  again,
  asArrays,
  createTable,
  type Database,
  type Db,
  isDuplicate,
  isUnavailable,
  Overtaken,
  openDatabase,
  poolUse,
  type Tx,
} from '../../plugin/kernel/database';
import { migrate, pendingMigrations } from '../../plugin/kernel/migrate';
import { clearTables, openTestDatabase } from '../support/database';
import { tiedToUs } from '../support/servers/shell';

const ROOT = join(__dirname, '../..');
const URL_OF_RUN = process.env.CHECKIN_TEST_DATABASE_URL ?? '';
const onServer = URL_OF_RUN.startsWith('mysql:');

describe('the database', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
  });
  beforeEach(() => clearTables(database));
  after(() => database?.close());

  const add = (tx: Tx, personNo: string, at = 1) =>
    tx('checkin_person').insert({ person_no: personNo, person_type: 'staff', name: '某', updated_at: at });
  const people = () => database.knex('checkin_person').orderBy('person_no').pluck('person_no');
  const givenUp = () => Object.assign(new Error('given up'), { errno: 1213, code: 'ER_LOCK_DEADLOCK' });

  async function failure(work: Promise<unknown>): Promise<Error> {
    return work.then(
      () => expect.fail('it did not fail'),
      (error: Error) => error,
    );
  }

  it('keeps all of a transaction, or nothing of it', async () => {
    await database.transaction(async (tx) => void (await add(tx, 'a')));
    const error = await failure(
      database.transaction(async (tx) => {
        await add(tx, 'b');
        await add(tx, 'a');
      }),
    );
    expect([isDuplicate(error), isUnavailable(error)]).to.deep.equal([true, false]);
    expect(await people()).to.deep.equal(['a']);
  });

  it('gives rows as arrays where it is asked to, in the order of the columns, even of two that have one name', async () => {
    await database.transaction(async (tx) => {
      await add(tx, 'b');
      await add(tx, 'a');
    });
    const columns = ['p.name', 'p.person_no', 'q.person_no', 'q.person_type'];
    const query = (db: Db) =>
      asArrays(
        db('checkin_person as p')
          .leftJoin('checkin_person as q', (join) => join.on('q.person_no', 'p.person_no').andOnVal('q.person_no', 'a'))
          .select(columns)
          .orderBy('p.person_no'),
      );
    const rows = [
      ['某', 'a', 'a', 'staff'],
      ['某', 'b', null, null],
    ];
    expect(await query(database.knex)).to.deep.equal(rows);
    expect(await database.transaction((tx) => query(tx))).to.deep.equal(rows);
    expect((await failure(query(database.knex).where('nowhere', 1))).message).to.contain('nowhere');
  });

  describe('makes changes that are known beforehand', () => {
    const added = (personNo: string, at = 1) => ({
      query: database
        .knex('checkin_person')
        .insert({ person_no: personNo, person_type: 'staff', name: '某', updated_at: at }),
    });
    const moved = (personNo: string, rows?: number) => ({
      query: database.knex('checkin_person').where({ person_no: personNo }).update({ updated_at: 2 }),
      rows,
    });
    const times = async () =>
      (await database.knex('checkin_person').orderBy('person_no').pluck('updated_at')).map(Number);

    it('in their order, whatever is in them', async () => {
      await database.write([]);
      const odd = "甲'; drop table x; -- ?\\";
      await database.write([added('a'), moved('a', 1), added(odd), moved('nobody')]);
      expect(await people()).to.have.members(['a', odd]);
      expect(await times()).to.have.members([2, 1]);
    });

    it('all of them, or none', async () => {
      await database.write([added('a')]);
      const error = await failure(database.write([added('b'), added('a'), added('c')]));
      expect([isDuplicate(error), isUnavailable(error)]).to.deep.equal([true, false]);
      expect(
        await failure(database.write([added('b'), { query: database.knex('nowhere').insert({ a: 1 }) }])),
      ).to.have.property('message');
      expect(await people(), 'and the next begins anew').to.deep.equal(['a']);
      await database.write([added('d')]);
      expect(await people()).to.deep.equal(['a', 'd']);
    });

    it('none of them where a row is not found that must be', async () => {
      await database.write([added('a')]);
      expect(await failure(database.write([added('b'), moved('c', 1), added('d')]))).to.be.instanceOf(Overtaken);
      expect(await people()).to.deep.equal(['a']);
      await database.write([added('b'), moved('a', 1)]);
      expect(await times()).to.deep.equal([2, 1]);
    });

    it('again when the server gave them up to a rival', async () => {
      await database.write([added('a', 0), added('b', 0)]);
      const next = (personNo: string) => ({
        query: database.knex('checkin_person').where({ person_no: personNo }).increment('updated_at'),
        rows: 1,
      });
      const rival = database.transaction(async (tx) => {
        await tx('checkin_person').where({ person_no: 'a' }).increment('updated_at');
        // Long enough for the other to hold b, and to wait for a.
        await sleep(200);
        await tx('checkin_person').where({ person_no: 'b' }).increment('updated_at');
      });
      await Promise.all([rival, sleep(50).then(() => again(() => database.write([next('b'), next('a')])))]);
      expect(await times()).to.deep.equal([2, 2]);
    });

    (onServer ? it : () => {})('and waits for no answer that does not come', async () => {
      const hasty = openDatabase(URL_OF_RUN, 2_000);
      try {
        await hasty.write([added('a')]);
        const error = await failure(hasty.write([{ query: hasty.knex.select(hasty.knex.raw('sleep(5)')) }]));
        expect([isUnavailable(error), poolUse(hasty).used], String(error)).to.deep.equal([true, 0]);
        await hasty.write([added('b')]);
        expect(await people()).to.deep.equal(['a', 'b']);
      } finally {
        await hasty.close();
      }
    });

    (onServer ? it : () => {})('and does not wait for a lock longer than for another try', async () => {
      const change = (at: number) => ({
        query: database.knex('checkin_person').where({ person_no: 'a' }).update({ updated_at: at }),
        rows: 1,
      });
      await database.write([added('a', 0)]);
      await database.transaction(async (tx) => {
        await tx('checkin_person').where({ person_no: 'a' }).update({ updated_at: 1 });
        const error = await failure(database.write([change(2)]));
        expect([isUnavailable(error), (error as { errno?: number }).errno]).to.deep.equal([true, 1205]);
      });
      await database.write([change(3)]);
      expect(await times()).to.deep.equal([3]);
    });

    (onServer ? it : () => {})('and no other statement holds more than one', async () => {
      const two = 'select 1; select 2';
      expect((await failure(Promise.resolve(database.knex.raw(two)))).message).to.contain('syntax');
      await failure(database.transaction(async (tx) => void (await tx.raw(two))));
    });
  });

  it('runs a transaction again from its start when it was given up, five times at most', async () => {
    let attempts = 0;
    await database.transaction(async (tx) => {
      attempts += 1;
      await add(tx, `attempt ${attempts}`);
      if (attempts < 5) throw givenUp();
    });
    expect(await people()).to.deep.equal(['attempt 5']);
    attempts = 0;
    const hopeless = database.transaction(async () => {
      attempts += 1;
      throw givenUp();
    });
    expect(isUnavailable(await failure(hopeless))).to.equal(true);
    expect(attempts).to.equal(5);
  });

  it('does not run again what failed for a reason of its own', async () => {
    let attempts = 0;
    const error = await failure(
      database.transaction(async () => {
        attempts += 1;
        throw new Error('mine');
      }),
    );
    expect([error.message, attempts]).to.deep.equal(['mine', 1]);
  });

  it('brings two through that wait for each other', async () => {
    await database.transaction(async (tx) => {
      await add(tx, 'a', 0);
      await add(tx, 'b', 0);
    });
    const met = onServer ? barrier(2) : async () => {};
    const swap = (first: string, second: string) =>
      database.transaction(async (tx) => {
        await tx('checkin_person').where({ person_no: first }).increment('updated_at');
        await met();
        await tx('checkin_person').where({ person_no: second }).increment('updated_at');
      });
    await Promise.all([swap('a', 'b'), swap('b', 'a')]);
    expect((await database.knex('checkin_person').pluck('updated_at')).map(Number)).to.deep.equal([2, 2]);
  });

  /** Holds the first `count` callers until all of them are there. */
  function barrier(count: number): () => Promise<void> {
    let there = 0;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return () => {
      there += 1;
      if (there >= count) open();
      return opened;
    };
  }

  it('that cannot be reached is told from a fault', async () => {
    const away = openDatabase('mysql://nobody:nothing@127.0.0.1:9/none');
    try {
      expect(isUnavailable(await failure(Promise.resolve(away.knex.raw('select 1'))))).to.equal(true);
      expect(isUnavailable(await failure(away.transaction(async () => {})))).to.equal(true);
    } finally {
      await away.close();
    }
    const fallen = Object.assign(new Error('the line is closed'), { fatal: true });
    const inDoubt = Object.assign(new Error('a node lost its cluster'), {
      code: 'ER_ERROR_DURING_COMMIT',
      errno: 1180,
    });
    expect([fallen, inDoubt].map(isUnavailable)).to.deep.equal([true, true]);
    expect(isUnavailable(new TypeError('a fault'))).to.equal(false);
  });

  it('finishes a table that a killed process left half made', async () => {
    const { knex } = database;
    const build = () =>
      createTable(knex, 'checkin_unfinished', (table) => void table.string('code', 8).notNullable(), {
        checkin_unfinished_code: ['code'],
        checkin_unfinished_key: { unique: ['code'] },
      });
    try {
      await createTable(knex, 'checkin_unfinished', (table) => void table.string('code', 8).notNullable());
      await build();
      await build();
      await knex('checkin_unfinished').insert({ code: 'a' });
      expect(isDuplicate(await failure(Promise.resolve(knex('checkin_unfinished').insert({ code: 'a' }))))).to.equal(
        true,
      );
      await knex('checkin_unfinished').insert({ code: 'A' });
    } finally {
      await knex.schema.dropTableIfExists('checkin_unfinished');
    }
  });

  it('is up to date, and says what would be missing', async () => {
    expect(await migrate(database)).to.deep.equal([]);
    expect(await pendingMigrations(database)).to.deep.equal([]);
    const last = await database.knex('checkin_migration').orderBy('name', 'desc').first();
    await database.knex('checkin_migration').where({ name: last.name }).delete();
    expect(await pendingMigrations(database)).to.deep.equal([last.name]);
    expect(await migrate(database)).to.deep.equal([last.name]);
  });

  (onServer ? () => {} : describe)('in a file', () => {
    it('goes on after another held the lock for too long', async () => {
      const rival = openDatabase(URL_OF_RUN);
      try {
        await database.knex.raw('pragma busy_timeout = 20');
        await rival.transaction(async (tx) => {
          await add(tx, 'theirs');
          const error = await failure(database.write([{ query: database.knex('checkin_person').delete() }]));
          expect(isUnavailable(error), String(error)).to.equal(true);
        });
        for (const personNo of ['a', 'b']) await database.transaction(async (tx) => void (await add(tx, personNo)));
        expect(await rival.knex('checkin_person').orderBy('person_no').pluck('person_no')).to.deep.equal([
          'a',
          'b',
          'theirs',
        ]);
      } finally {
        await rival.close();
      }
    });

    it('keeps nothing of a transaction whose commit failed, and begins the next', async () => {
      const { knex } = database;
      try {
        await knex.raw(`create table checkin_guest (host varchar(20)
          references checkin_person (person_no) deferrable initially deferred)`);
        const visit = (host: string) =>
          database.transaction(async (tx) => {
            await add(tx, 'a');
            await tx('checkin_guest').insert({ host });
          });
        expect((await failure(visit('nobody'))).message).to.match(/^COMMIT; - .*FOREIGN KEY/i);
        expect(await people()).to.deep.equal([]);
        await visit('a');
        expect(await people()).to.deep.equal(['a']);
      } finally {
        await knex.schema.dropTableIfExists('checkin_guest');
      }
    });
  });

  describe('beside another process', () => {
    let other: ChildProcess;
    afterEach(() => void other?.kill('SIGKILL'));

    /** Another process that does `work` with the database, prints a line within, and stays there. */
    async function startOther(work: string): Promise<void> {
      const script = `
        const { openDatabase } = require('./plugin/kernel/database');
        const { setTimeout: sleep } = require('node:timers/promises');
        const database = openDatabase(process.env.DATABASE_URL);
        void (async () => { ${work} })();`;
      const [command, args] = tiedToUs(process.execPath, ['--import', 'tsx', '-e', script]);
      const env = { PATH: process.env.PATH, DATABASE_URL: URL_OF_RUN };
      other = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
      await once(other.stdout as NodeJS.EventEmitter, 'data');
    }

    it('holds a lock until its holder is gone, be it by kill -9', async () => {
      await startOther(`await database.exclusively(async () => { console.log('mine'); await sleep(60_000); });`);
      const held: string[] = [];
      const mine = database.exclusively(async () => void held.push('mine'));
      await sleep(400);
      expect(held).to.deep.equal([]);
      other.kill('SIGKILL');
      await mine;
      expect(held).to.deep.equal(['mine']);
      await database.exclusively(async () => void held.push('again'));
      expect(held).to.deep.equal(['mine', 'again']);
    });

    it('waits for the other’s transaction, and both are kept', async () => {
      await startOther(`
        await database.transaction(async (tx) => {
          await tx('checkin_person').insert({ person_no: 'theirs', person_type: 'staff', name: '某', updated_at: 1 });
          console.log('in');
          await sleep(500);
        });
        await database.close();`);
      await database.transaction(async (tx) => void (await add(tx, 'ours')));
      await once(other, 'exit');
      expect(await people()).to.deep.equal(['ours', 'theirs']);
    });
  });
});

(onServer ? describe : () => {})('the nodes of a cluster', () => {
  /** Where nobody listens. */
  const GONE = 'mysql://user:secret@127.0.0.1:1/checkin';
  const ask = async (url: string) => {
    const database = openDatabase(url);
    try {
      const [[row]] = await database.knex.raw('select 1 as answer');
      await database.transaction((tx) => clearRow(tx));
      await database.write([{ query: database.knex('checkin_person').where({ person_no: 'nobody' }).delete() }]);
      return row.answer;
    } finally {
      await database.close();
    }
  };
  const clearRow = async (tx: Tx) => void (await tx('checkin_person').where({ person_no: 'nobody' }).delete());

  it('stand in for each other', async () => {
    expect(await ask(`${URL_OF_RUN},${GONE}`)).to.equal(1);
    expect(await ask(`${GONE}, ${URL_OF_RUN}`)).to.equal(1);
  });

  it('are away when all of them are', async () => {
    const error = await ask(`${GONE},${GONE}`).then(
      () => expect.fail('it did not fail'),
      (caught: Error) => caught,
    );
    expect(isUnavailable(error)).to.equal(true);
  });
});
