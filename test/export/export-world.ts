import request from 'supertest';
import type { Client, World } from '../support/world';
import { byHeading, type CellRead, readSheets } from './read-sheet';

export const CREATE = '/api/campaigns/winter/exports';

/** What a test asks for: today's as a workbook, unless it says otherwise. */
export function wanted(world: World, changes: object = {}) {
  return { from: world.today, to: world.today, format: 'xlsx', ...changes };
}

export interface ExportAnswer {
  id: string;
  state: string;
  rowsDone: number;
  rowsTotal: number | null;
  size: number | null;
  reason: string | null;
  downloadUrl: string | null;
  expiresAt: string | null;
}

/** Asks for a file, lets the jobs do what is due, and answers how it stands. */
export async function exported(client: Client, changes: object = {}): Promise<ExportAnswer> {
  const answer = await client.post(CREATE, wanted(client.world, changes));
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`);
  await client.world.checkin.jobs.tick();
  return (await client.get(answer.headers.location ?? '')).body as ExportAnswer;
}

/** Follows a link as any browser would, with no session. */
export function follow(world: World, url: string | null): request.Test {
  const path = (url ?? '').replace(String(world.input().PUBLIC_URL), '');
  return request(world.app)
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
}

/** The rows of a workbook that somebody exports, by their headings. */
export async function rowsOf(client: Client, changes: object = {}): Promise<Record<string, CellRead>[]> {
  const { downloadUrl } = await exported(client, changes);
  const [sheet] = await readSheets((await follow(client.world, downloadUrl)).body as Buffer);
  if (!sheet) throw new Error('a workbook without a sheet');
  return byHeading(sheet);
}
