import { randomBytes } from 'node:crypto';
import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Campaign } from '../campaign';
import { countUnfinished } from './read-model';
import { isPlaceInScope } from './rows-read-model';
import { demandRange, MOST_AT_ONCE } from './rules';
import type { Export, ExportFilter, Format } from './schema';
import { insertExport } from './store';

/** Who wants which file of which campaign. */
interface Wanted {
  caller: Caller;
  campaign: Campaign;
  filter: ExportFilter;
  format: Format;
  now: number;
  today: CivilDate;
}

const WAIT_SECONDS = 10;

/**
 * Keeps that somebody wants a file, and answers its id; a job makes it. 403 for staff who are responsible for nobody, 404
 * for a class or department out of their scope, 422 for a range that is none, 429 while several of theirs are being made.
 */
export async function createExport(tx: Tx, { caller, campaign, filter, format, now, today }: Wanted): Promise<string> {
  demandScope(caller);
  demandRange(campaign, filter, today);
  const isNamed = filter.class !== undefined || filter.department !== undefined;
  if (isNamed && !(await isPlaceInScope(tx, { caller, filter })))
    throw new Problem('not-found', { detail: '没有这个班级或系部，或者不在您的管辖范围内' });
  if ((await countUnfinished(tx, caller.personNo)) >= MOST_AT_ONCE)
    throw new Problem('too-many-requests', {
      detail: `您已有 ${MOST_AT_ONCE} 个文件正在生成，请等一个完成后再导出`,
      retryAfter: WAIT_SECONDS,
    });
  const id = randomBytes(12).toString('hex');
  const owner = { personNo: caller.personNo, name: caller.name };
  await insertExport(tx, { id, owner, campaignId: campaign.id, filter, format, createdAt: now });
  return id;
}

/** Refuses with 403 whoever is responsible for nobody today: an ended scope gives nothing. */
export function demandScope(caller: Caller): void {
  if (caller.scopes.length === 0)
    throw new Problem('wrong-role', { detail: '您现在没有管辖的学生，不能导出。如有疑问请联系学工处' });
}

/** An export of the caller's. 404 for anybody else's, even to the student-affairs office: it holds its owner's scope. */
export function ownExport(caller: Caller, found: Export | undefined): Export {
  if (found?.owner.personNo === caller.personNo) return found;
  throw new Problem('not-found', { detail: '没有这个导出，或者不是您的' });
}
