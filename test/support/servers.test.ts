import { ok, strictEqual } from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

const database = process.env.CHECKIN_TEST_DATABASE ?? 'embedded';
const url = process.env.CHECKIN_TEST_DATABASE_URL ?? 'file:checkin.db';

async function ask(question: string): Promise<string> {
  const connection = await createConnection({ uri: url });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT ${question} AS answer`);
    return String(rows[0]?.answer);
  } finally {
    await connection.end();
  }
}

const onServer = (kind: 'mariadb' | 'mysql') => () => {
  it('is the kind of server that was asked for', async () => {
    strictEqual(/mariadb/i.test(await ask('VERSION()')) ? 'mariadb' : 'mysql', kind);
  });

  it('keeps what it acknowledged, whatever happens to it', async () => {
    strictEqual(await ask('@@innodb_flush_log_at_trx_commit'), '1');
  });

  it('refuses vague groups and values that do not fit', async () => {
    const mode = await ask('@@sql_mode');
    ok(mode.includes('ONLY_FULL_GROUP_BY'), mode);
    ok(mode.includes('STRICT_TRANS_TABLES'), mode);
  });
};

const inFile = () => {
  it('is a file in a folder where the tests may write', () => {
    ok(url.startsWith('file:'), url);
    accessSync(dirname(url.slice('file:'.length)), constants.W_OK);
  });
};

const promises = { embedded: inFile, mariadb: onServer('mariadb'), mysql: onServer('mysql') };

describe('the database that the tests run on', promises[database as keyof typeof promises]);
