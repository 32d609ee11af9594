import type { Db } from '../../kernel/database';
import { fromCursor, type Page, toPage } from '../../kernel/paging';
import type { Vault } from '../../kernel/vault';
import { ERASED } from '../../kernel/words';
import type { HelpRequest, KeptRequest } from './schema';
import { type HelpRow, helpContext } from './store';

const TABLE = 'checkin_help_request';

/** The request of a receipt. */
export async function findRequest(db: Db, vault: Vault, receipt: string): Promise<KeptRequest | undefined> {
  const row = await db<HelpRow>(TABLE).where({ receipt }).first();
  return row && toRequest(vault, row);
}

/** How a request stands, without opening it. */
export async function findState(db: Db, receipt: string) {
  const row = await db<HelpRow>(TABLE).where({ receipt }).first('receipt', 'sent_at', 'question', 'state');
  return row && { ...row, sentAt: Number(row.sent_at) };
}

/** How many requests nobody has settled yet. */
export async function countOpenRequests(db: Db): Promise<number> {
  const [row] = await db(TABLE).where({ state: 'open' }).count({ requests: '*' });
  return Number(row?.requests ?? 0);
}

/** A page of the open requests, the first one first, or of the settled, the latest first. */
export async function listRequests(
  db: Db,
  vault: Vault,
  { state, limit, cursor }: { state: KeptRequest['state']; limit: number; cursor?: string },
): Promise<Page<KeptRequest>> {
  const after = fromCursor(cursor, ['number', 'string']);
  const [order, beyond] = state === 'open' ? (['asc', '>'] as const) : (['desc', '<'] as const);
  const query = db<HelpRow>(TABLE)
    .where({ state })
    .orderBy([
      { column: 'sent_at', order },
      { column: 'receipt', order },
    ])
    .limit(limit + 1);
  if (after) void query.whereRaw(`(sent_at, receipt) ${beyond} (?, ?)`, after);
  const rows: HelpRow[] = await query;
  return toPage(
    rows,
    limit,
    ({ sent_at, receipt }) => [Number(sent_at), receipt],
    (row) => toRequest(vault, row),
  );
}

function toRequest(vault: Vault, row: HelpRow): KeptRequest {
  const { receipt, note, question } = row;
  return {
    request: { question, ...openSaid(vault, row) },
    receipt,
    sentAt: Number(row.sent_at),
    personNo: row.person_no ?? undefined,
    state: row.state,
    note: note ? vault.open(note, helpContext(receipt, 'note')) : '',
    settledBy: row.settled_by_name ?? undefined,
    settledAt: row.settled_at === null ? undefined : Number(row.settled_at),
  };
}

function openSaid(vault: Vault, { sealed, receipt }: HelpRow): Omit<HelpRequest, 'question'> {
  if (sealed === '') return { words: ERASED };
  return vault.openJson<Omit<HelpRequest, 'question'>>(sealed, helpContext(receipt, 'request'));
}

/** Somebody of the roster, as the help desk compares them with what was typed. */
export interface Listed {
  name: string;
  /** Of a student who is on the roster that day. */
  classCode: string | undefined;
}

/** Those of these numbers whom the roster knows, with the class of a day. */
export async function listedOf(db: Db, numbers: readonly string[], day: string): Promise<Map<string, Listed>> {
  if (numbers.length === 0) return new Map();
  const rows: { person_no: string; name: string; class_code: string | null }[] = await db('checkin_person as p')
    .leftJoin('checkin_enrolment as e', (join) => {
      join.on('e.person_no', 'p.person_no').andOnVal('e.from_day', '<=', day).andOnVal('e.until_day', '>', day);
    })
    .whereIn('p.person_no', [...numbers])
    .select('p.person_no', 'p.name', 'e.class_code');
  return new Map(
    rows.map(({ person_no, name, class_code }) => [person_no, { name, classCode: class_code ?? undefined }]),
  );
}
