import { expect } from 'chai';
import type { Database } from '../../plugin/kernel/database';
import { createLog } from '../../plugin/kernel/log';
import { clearTables, openTestDatabase } from '../support/database';

describe('the log', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    await clearTables(database);
  });
  after(async () => {
    await clearTables(database);
    await database.close();
  });

  function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, never> {
    const lines: string[] = [];
    write(createLog('trace', { write: (line) => void lines.push(line) }));
    expect(lines).to.have.length(1);
    return JSON.parse(lines[0] ?? '');
  }

  async function failure(work: () => PromiseLike<unknown>): Promise<Error> {
    return Promise.resolve(work()).then(
      () => expect.fail('it did not fail'),
      (error: Error) => error,
    );
  }

  const person = (name: string) =>
    database.knex('checkin_person').insert({ person_no: '201911110101', person_type: 'student', name, updated_at: 1 });

  it('tells what a database refused, without the values of the statement', async () => {
    await person('王一');
    const error = await failure(() => person("李'二 - 保密"));
    expect(JSON.stringify([error.message])).to.contain('201911110101');
    const line = logged((log) => log.error({ err: error }, 'request failed'));
    const text = JSON.stringify(line);
    for (const value of ['201911110101', '李', '保密', 'insert into']) expect(text).not.to.contain(value);
    expect(text).to.match(/checkin_person|PRIMARY/);
    expect(text).to.match(/duplicate|unique/i);
  });

  it('tells which table or column was meant', async () => {
    const error = await failure(() => database.knex('checkin_nowhere').where({ name: '王一' }));
    const text = JSON.stringify(logged((log) => log.error({ err: error }, 'request failed')));
    expect(text).to.contain('checkin_nowhere').and.not.to.contain('王一');
  });

  it('keeps the name, the words and the places of any other error', () => {
    const { err } = logged((log) => log.error({ err: new TypeError("it's a fault") })) as Record<string, object>;
    expect(err).to.deep.include({ name: 'TypeError', message: "it's a fault" });
    expect((err as unknown as { stack: string[] }).stack[0]).to.match(/^\s+at /);
    expect(logged((log) => log.error({ err: 'a text' })).err).to.deep.equal({ message: 'a text' });
  });

  it('never holds a secret, at the top or one step below', () => {
    const secrets = {
      token: 'S3CRET',
      session: 'S3CRET',
      cookie: 'S3CRET',
      authorization: 'S3CRET',
      answers: 'S3CRET',
    };
    const line = logged((log) => log.info({ ...secrets, body: secrets, headers: secrets }, 'hello'));
    expect(JSON.stringify(line)).not.to.contain('S3CRET');
    expect(line.msg).to.equal('hello');
  });
});
