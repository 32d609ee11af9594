import { type Db, Overtaken, type Tx, type Write } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { ERASED_ANSWERS } from '../form';
import type { Report, ReportStatus, Revision } from './schema';
import { countChange } from './turn';

interface RevisionKey {
  campaignId: number;
  date: string;
  personNo: string;
  revision: number;
}

/** Names the row that sealed answers belong to: those of a {@link Sealed} as JSON. */
export function revisionContext({ campaignId, date, personNo, revision }: RevisionKey): string {
  return `report/${campaignId}/${date}/${personNo}/${revision}`;
}

/** What of a revision is sealed. */
export type Sealed = Pick<Revision, 'answers' | 'flags' | 'erased'>;

/** Seals what somebody answered, and what it was flagged for. */
function sealRevision(vault: Vault, key: RevisionKey, { answers, flags }: Sealed): string {
  return vault.sealJson({ answers, flags }, revisionContext(key));
}

/** Opens what {@link sealRevision} sealed; what was erased is empty. */
export function openRevision(vault: Vault, key: RevisionKey, sealed: string): Sealed {
  if (sealed === '') return { answers: ERASED_ANSWERS, flags: [], erased: true };
  return vault.openJson<Sealed>(sealed, revisionContext(key));
}

/** A report as it stood when it was read, and what the next revision makes of it. */
export interface NextRevision {
  before: Report | undefined;
  after: Report;
  next: Revision;
  /** Where the student is on that day. */
  classCode: string | undefined;
}

/**
 * What keeps new revisions and brings their reports up to date, all in few statements. A unique key refuses them when a
 * rival was first with any of them, and they are {@link Overtaken} when a rival has changed a report meanwhile.
 * @param roster the version of the roster that tells where the students are
 */
export function revisionWrites(
  db: Db,
  vault: Vault,
  list: readonly NextRevision[],
  roster: number | undefined,
): Write[] {
  const added = list.filter(({ before }) => before === undefined);
  const changes = list.map(({ after: { campaignId, date }, classCode }) => ({ campaignId, date, classCode }));
  return [
    { query: db('checkin_report_revision').insert(list.map((entry) => toRevisionRow(vault, entry))) },
    ...(added.length > 0 ? [{ query: db('checkin_report').insert(added.map(({ after }) => toReportRow(after))) }] : []),
    ...list.flatMap(({ before, after }) => (before ? [{ query: reportUpdate(db, before, after), rows: 1 }] : [])),
    ...countChange(db, changes, roster),
  ];
}

/** Changes a report if, and only if, it still stands as it was read. Throws {@link Overtaken} otherwise. */
export async function updateReport(tx: Tx, before: Report, after: Report): Promise<void> {
  if ((await reportUpdate(tx, before, after)) !== 1) throw new Overtaken();
}

/** Finds one report if it still stands as it was read, and none otherwise. */
function reportUpdate(db: Db, before: Report, after: Report) {
  const { campaignId, date, personNo, status, revision, decisions } = before;
  return db('checkin_report')
    .where({ campaign_id: campaignId, day: date, person_no: personNo, status, revision, decisions })
    .update({
      status: after.status,
      revision: after.revision,
      decisions: after.decisions,
      submitted_at: after.submittedAt,
    });
}

function toRevisionRow(vault: Vault, { after, next }: NextRevision) {
  const { campaignId, date, personNo } = after;
  return {
    campaign_id: campaignId,
    day: date,
    person_no: personNo,
    revision: next.revision,
    form_version: next.formVersion,
    status: next.status,
    sealed: sealRevision(vault, { campaignId, date, personNo, revision: next.revision }, next),
    receipt: next.receipt,
    submitted_at: next.submittedAt,
  };
}

function toReportRow(report: Report) {
  return {
    campaign_id: report.campaignId,
    day: report.date,
    person_no: report.personNo,
    status: report.status satisfies ReportStatus,
    revision: report.revision,
    decisions: report.decisions,
    submitted_at: report.submittedAt,
  };
}
