import { batches } from '../../kernel/batches';
import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { ERASED } from '../../kernel/words';
import type { Call, CallOutcome, NotedCall } from './schema';
import { noteContext } from './store';

interface Row {
  id: string;
  campaign_id: number;
  day: string;
  person_no: string;
  at: number | string;
  outcome: CallOutcome;
  note: string;
  by_no: string;
  by_name: string;
  by_duty: string;
}

const SHOWN = 20;

function toCall(row: Row): Call {
  return {
    personNo: row.person_no,
    date: row.day,
    at: Number(row.at),
    outcome: row.outcome,
    by: { personNo: row.by_no, name: row.by_name, duty: row.by_duty },
  };
}

/** The last call about a day to each of these people. */
export async function lastCalls(
  db: Db,
  { campaignId, date }: { campaignId: number; date: CivilDate },
  people: readonly string[],
): Promise<Map<string, Call>> {
  const found = new Map<string, Call>();
  for (const batch of batches(people)) {
    const rows = await db<Row>('checkin_call')
      .where({ campaign_id: campaignId, day: date })
      .whereIn('person_no', batch)
      .orderBy(['at', 'id']);
    for (const row of rows) found.set(row.person_no, toCall(row));
  }
  return found;
}

/** The latest calls to a student in a campaign with their notes, the last one first. */
export async function callsOf(
  db: Db,
  vault: Vault,
  { campaignId, personNo }: { campaignId: number; personNo: string },
): Promise<NotedCall[]> {
  const rows = await db<Row>('checkin_call')
    .where({ campaign_id: campaignId, person_no: personNo })
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(SHOWN);
  return rows.map((row) => ({
    ...toCall(row),
    note: row.note === '' ? ERASED : vault.open(row.note, noteContext(row.id)),
  }));
}
