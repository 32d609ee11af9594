import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { isTrialDay } from '../campaign';
import { isInScope } from '../policy';
import { openCasesOf, queryText, staffFrame } from '../review';
import { contactsOf, enrolmentsOn } from '../roster';
import { dayChoice } from '../statistics';
import { type Member, membersOf } from './classes-read-model';
import { getClass } from './get-class';
import { addressOf, type DayAsked, showMissing } from './page-list';
import { missingDays, namesOf, revisionsOf } from './read-model';
import type { ClassOfDay, FollowUp } from './schema';

/** What somebody typed that could not be taken, to be shown again. */
export interface Typed {
  headcount: string;
  note: string;
  /** What was written about each who was ticked. */
  abnormal: ReadonlyMap<string, string>;
  /** What is wrong, and at which field. */
  message: string;
  field: 'headcount' | 'abnormal' | 'note' | undefined;
}

export type ClassPageAsked = DayAsked & { classCode: string; alone: boolean };

/**
 * One class outside the app on a day: its students to be ticked, and what was entered before. Telephone numbers are there
 * for the class's own teachers alone (contract, 5). `read` holds the entries that are told, `called` whose numbers.
 */
export async function classPage(db: Db, vault: Vault, asked: ClassPageAsked, typed?: Typed) {
  const { campaign, caller, date, today, classCode } = asked;
  const place = await getClass(db, asked);
  const frame = await staffFrame(db, asked, 'follow-ups');
  const entries = await revisionsOf(db, vault, { campaignId: campaign.id, date, classCode });
  const current = entries.at(-1);
  const members = await membersOf(db, { campaign, date, classCode });
  const contacts = await contactsFor(db, vault, asked, members);
  const address = addressOf(frame.base);
  const day = dayChoice(campaign, date, today);
  const missing = (await missingDays(db, { caller, campaign, today })).get(classCode) ?? [];
  const shown = typed ?? enteredAs(current, place);
  const model = {
    frame,
    day,
    place,
    isTrial: isTrialDay(campaign, date),
    back: asked.alone ? undefined : address({ date }),
    kept: [{ name: 'class', value: classCode }],
    links: {
      previous: address({ date: day.previous, class: classCode }),
      next: address({ date: day.next, class: classCode }),
    },
    action: address({ date, class: classCode }),
    current: current && { ...current, reached: current.headcount },
    shown,
    typed,
    missing: showMissing(classCode, missing, address)[0],
    members: members.map((member) => showMember(member, shown.abnormal, contacts.get(member.studentNo))),
    found: await showFound(db, asked, members, current, frame.base),
    earlier: await showEarlier(db, entries.slice(0, -1)),
  };
  return { model, read: entries, called: [...contacts.keys()] };
}

/** All are taken to be reached and well until somebody says otherwise. */
function enteredAs(
  current: FollowUp | undefined,
  { expected }: ClassOfDay,
): Pick<Typed, 'headcount' | 'note' | 'abnormal'> {
  return {
    headcount: String(current?.headcount ?? expected),
    note: current?.note ?? '',
    abnormal: new Map(current?.abnormal.map(({ studentNo, note }) => [studentNo, note])),
  };
}

function showMember(member: Member, abnormal: Typed['abnormal'], contact: object | undefined) {
  const note = abnormal.get(member.studentNo);
  return { ...member, ticked: note !== undefined, note, contact };
}

/** The numbers of those who are in the class today, where the caller teaches it. */
async function contactsFor(db: Db, vault: Vault, { caller, today }: ClassPageAsked, members: readonly Member[]) {
  const standings = await enrolmentsOn(
    db,
    members.map(({ studentNo: personNo }) => ({ personNo, day: today })),
  );
  const mine = members.filter(({ studentNo }) =>
    isInScope(caller, 'telephone.read', [standings.get(`${studentNo}/${today}`)]),
  );
  if (mine.length === 0) return new Map<string, object>();
  return contactsOf(
    db,
    vault,
    mine.map(({ studentNo }) => studentNo),
  );
}

/** Who was found abnormal, each with the case that is open, or with what begins one. */
async function showFound(
  db: Db,
  { campaign, date, classCode }: ClassPageAsked,
  members: readonly Member[],
  current: FollowUp | undefined,
  base: string,
) {
  const abnormal = current?.abnormal ?? [];
  const people = abnormal.map(({ studentNo }) => studentNo);
  const cases = await openCasesOf(db, campaign.id, people);
  const from = `follow-ups${queryText({ date, class: classCode })}`;
  return abnormal.map(({ studentNo, note }) => ({
    studentNo,
    note,
    name: members.find((member) => member.studentNo === studentNo)?.name ?? studentNo,
    case: cases.has(studentNo) ? `${base}/cases/${cases.get(studentNo)}${queryText({ from })}` : undefined,
  }));
}

async function showEarlier(db: Db, entries: readonly FollowUp[]) {
  const names = await namesOf(
    db,
    entries.flatMap(({ abnormal }) => abnormal.map(({ studentNo }) => studentNo)),
  );
  return [...entries].reverse().map((entry) => ({
    ...entry,
    abnormal: entry.abnormal.map((each) => ({ ...each, name: names.get(each.studentNo) ?? each.studentNo })),
  }));
}
