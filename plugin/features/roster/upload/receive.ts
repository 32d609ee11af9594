import type { Database } from '../../../kernel/database';
import { Problem } from '../../../kernel/problem';
import { createTimeId } from '../../../kernel/time-id';
import type { Vault } from '../../../kernel/vault';
import type { Actor } from '../../audit';
import { chunkContext } from './read-model';
import type { RosterImport } from './roster-import';
import { addChunk, beginImport, changeImport, dropUnreceived } from './store';

/** The part of an HTTP upload that matters here. */
export interface IncomingFile {
  name: string;
  bytes: AsyncIterable<Buffer>;
}

interface Parts {
  database: Database;
  vault: Vault;
}

interface Receiving {
  actor: Actor;
  effective: string;
  retireMissing: boolean;
  files: AsyncIterable<IncomingFile>;
  /** Milliseconds. */
  now: number;
}

const CHUNK = 512 * 1024;

/**
 * Keeps the files of a roster, sealed and in parts, as they come in; what is read of them then goes on by itself. Answers
 * the id; nothing when there was no file. What breaks off leaves nothing behind.
 */
export async function receiveFiles(parts: Parts, receiving: Receiving): Promise<string | undefined> {
  const { database } = parts;
  const { files: incoming, now, ...rest } = receiving;
  const id = createTimeId(now);
  await database.transaction((tx) => beginImport(tx, { id, now, ...rest }));
  try {
    const files: RosterImport['files'] = [];
    for await (const file of incoming) files.push(await keep(parts, { id, now }, files.length, file));
    if (files.length > 0) {
      const standing = { id, turn: 0, in: ['receiving'] } as const;
      const begun = { state: 'reading', turn: 1, files } as const;
      const isOurs = await database.transaction((tx) => changeImport(tx, standing, begun, now));
      if (!isOurs) throw cancelled();
      return id;
    }
  } catch (error) {
    await database.transaction((tx) => dropUnreceived(tx, id));
    throw error;
  }
  await database.transaction((tx) => dropUnreceived(tx, id));
  return undefined;
}

async function keep(
  { database, vault }: Parts,
  { id: importId, now }: { id: string; now: number },
  fileNo: number,
  { name, bytes }: IncomingFile,
) {
  let [size, chunkNo] = [0, 0];
  for await (const part of inChunks(bytes)) {
    const sealed = vault.sealBytes(part, chunkContext(importId, fileNo, chunkNo));
    const chunk = { importId, fileNo, chunkNo, sealed };
    if (!(await database.transaction((tx) => addChunk(tx, chunk, now)))) throw cancelled();
    size += part.length;
    chunkNo += 1;
  }
  return { name, size };
}

function cancelled(): Problem {
  return new Problem('conflict', { detail: '这次上传已经被取消' });
}

async function* inChunks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    held.push(part);
    size += part.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(held);
}
