import type { Job } from '../../../kernel/jobs';
import { clearStage } from '../staging/store';
import { findImport, importsAtWork, importsToExpire, importsToForget, orphanedStages } from './read-model';
import { WORKING } from './roster-import';
import { changeImport, dropFiles, forgetImport } from './store';
import { type WorkParts, workOn } from './work';

/** The job that reads, compares and writes uploads; whoever has left it something to do wakes it by this name. */
export const IMPORT_JOB = 'roster-import';

const HOUR = 3_600_000;
/** What nobody confirms is taken away after a day. */
const WAITING_MS = 24 * HOUR;
/** Rows that no upload names are somebody's who is at it, from the command line or the host's, but not for so long. */
const ORPHAN_MS = HOUR;
/** What stays of an upload that is over are its figures. */
const KEPT_MS = 90 * 24 * HOUR;

/** Works on uploads, and clears away what is over. */
export function rosterJobs(parts: WorkParts): Job[] {
  const { database, clock } = parts;
  return [
    {
      name: IMPORT_JOB,
      due: () => importsAtWork(database.knex),
      run: (slot, { signal }) => workOn(parts, ...parseSlot(slot), signal),
      givenUp: (slot) => fail(parts, ...parseSlot(slot)),
    },
    {
      name: 'roster-expiry',
      due: (now) => importsToExpire(database.knex, now - WAITING_MS),
      run: (id) => expire(parts, id),
    },
    {
      name: 'roster-forget',
      due: (now) => importsToForget(database.knex, now - KEPT_MS),
      run: (id) => database.transaction((tx) => forgetImport(tx, id)),
    },
    {
      name: 'roster-orphans',
      due: () => orphanedStages(database.knex, clock.now() - ORPHAN_MS),
      run: (id) => clearStage(database, id),
    },
  ];
}

function parseSlot(slot: string): [id: string, turn: number] {
  const dash = slot.lastIndexOf('-');
  return [slot.slice(0, dash), Number(slot.slice(dash + 1))];
}

async function fail({ database, clock }: WorkParts, id: string, turn: number): Promise<void> {
  const reason = '处理时出了错，试了三次都没有成功，名单没有变。可以重新开始；还是不行，请联系帮助台。';
  const standing = { id, turn, in: WORKING };
  await database.transaction((tx) => changeImport(tx, standing, { state: 'failed', reason }, clock.now()));
}

async function expire({ database, clock }: WorkParts, id: string): Promise<void> {
  const upload = await findImport(database.knex, id);
  if (!upload) return;
  const { turn, state, stageId } = upload;
  const expired = { state: 'expired', stageId: null, staged: null, preview: null } as const;
  const isOurs = await database.transaction((tx) => changeImport(tx, { id, turn, in: [state] }, expired, clock.now()));
  if (!isOurs) return;
  if (stageId) await clearStage(database, stageId);
  await database.transaction((tx) => dropFiles(tx, id));
}
