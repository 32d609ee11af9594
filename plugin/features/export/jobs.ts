import type { Job } from '../../kernel/jobs';
import { type MakeParts, makeFile } from './make';
import { exportsToExpire, exportsToForget, exportsToMake } from './read-model';
import { deleteExport, expire, fail } from './store';

/** The job that makes files; whoever has left something to do wakes it by this name. */
export const EXPORT_JOB = 'export';

/** Makes the files that were asked for, and clears away those whose time is over. */
export function exportJobs(parts: MakeParts): Job[] {
  const { database } = parts;
  return [
    {
      name: EXPORT_JOB,
      due: () => exportsToMake(database.knex),
      run: (id, { signal }) => makeFile(parts, id, signal),
      givenUp: (id) => database.transaction((tx) => fail(tx, id, '生成时出了错，试了三次都没有成功。请再试一次')),
    },
    {
      name: 'export-expiry',
      due: (now) => exportsToExpire(database.knex, now),
      run: (id) => database.transaction((tx) => expire(tx, id)),
    },
    {
      name: 'export-forget',
      due: (now) => exportsToForget(database.knex, now),
      run: (id) => database.transaction((tx) => deleteExport(tx, id)),
    },
  ];
}
