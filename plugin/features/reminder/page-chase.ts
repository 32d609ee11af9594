import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { callTag, lastCalls } from '../call';
import { isAdmitted } from '../policy';
import { exportBox, queryText, type StaffAsked, type StaffFrame, staffFrame } from '../review';
import { dayChoice, keptFields, type NameOfDay, pageDay } from '../statistics';
import { isIn } from './channels';
import { type Chased, rankMissing } from './chase-list';
import { type ChaseQuery, chaseQuery, partsOf } from './page-parts';
import { outcomeOf, showPast } from './page-past';
import { pastReminders } from './read-model';
import { isRested } from './rules';
import { type RemindedTimes, remindedOf } from './store';
import { missingPeople, type Targets } from './targets';
import { groupText } from './text';
import type { Worry } from './worry-rules';

/** How reminders can be sent: through the host, and to the groups of these departments. */
export interface Ways {
  host: boolean;
  groups: ReadonlySet<string>;
}

export type ChaseAsked = StaffAsked & { query: ChaseQuery; now: number; ways: Ways };

const PAGE_SIZE = 50;
/** Up to so many names stand on the page to be copied; more have their own. */
const NAMES_AT_HAND = 300;
const PAST = 10;

/** Who has not reported in the caller's scope, the most worrying first. `subjects` are those of whom it says more. */
export async function chasePage(db: Db, asked: ChaseAsked) {
  const { campaign, today, query } = asked;
  const date = pageDay(campaign, query.date, today);
  const frame = await staffFrame(db, asked, 'chase');
  const here = (more: ChaseQuery) => `${frame.base}/chase${chaseQuery({ ...query, date, page: undefined, ...more })}`;
  const day = dayChoice(campaign, date, today);
  const all = await everybodyMissing(db, asked, date);
  const targets = { ...all, names: all.names.filter(inPart(query)) };
  const { ranked, unlisted } = await rankMissing(db, campaign, date, targets.names);
  const page = query.page ?? 1;
  const shown = ranked.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const reminded = await remindedOf(db, { campaignId: campaign.id, day: today }, numbersOf(targets.names));
  const model = {
    frame,
    day,
    kept: keptFields({ class: query.class, department: query.department }),
    links: { previous: here({ date: day.previous }), next: here({ date: day.next }) },
    notBegun: today < campaign.startsOn,
    part: { class: query.class, department: query.department },
    exporting: exportBox(asked, {
      filter: { state: 'unreported', class: query.class, department: query.department },
      from: date,
    }),
    where: query.class ? `${query.class} 班` : query.department,
    ...partsOf(all.names, query, here),
    ...sending(asked, targets.names, reminded),
    ...copying(asked, frame, date, targets),
    groups: groupsOf(await rowsOf(db, asked, { frame, date, shown, reminded })),
    unlisted,
    first: page > 1 ? here({}) : undefined,
    next: ranked.length > page * PAGE_SIZE ? here({ page: page + 1 }) : undefined,
    ...(await past(db, asked)),
  };
  return { model, subjects: numbersOf(shown.filter(({ tier }) => tier === 'abnormal')) };
}

/** Nobody, before the first day. */
async function everybodyMissing(db: Db, asked: ChaseAsked, date: CivilDate): Promise<Targets> {
  if (date > asked.today) return { missing: 'unreported', names: [] };
  return missingPeople(db, { ...asked, date, part: {} });
}

function inPart({ class: classCode, department }: ChaseQuery) {
  return (each: NameOfDay) =>
    (classCode === undefined || each.classCode === classCode) &&
    (department === undefined || each.departmentCode === department);
}

function numbersOf(people: readonly NameOfDay[]): string[] {
  return people.map(({ studentNo }) => studentNo);
}

type Reminded = ReadonlyMap<string, RemindedTimes>;

function sending({ ways, now, caller }: ChaseAsked, names: readonly NameOfDay[], reminded: Reminded) {
  const due = names.filter(({ studentNo }) => isRested(reminded.get(studentNo), now));
  const inGroups = due.filter(isIn(ways.groups));
  const groups = [...new Set(inGroups.map(({ departmentCode }) => departmentCode))];
  return {
    total: names.length,
    due: due.length,
    rested: names.length - due.length,
    byHost: ways.host,
    byRobot: groups.length > 0 ? { people: inGroups.length, groups: groups.join('、') } : undefined,
    canSend: ways.host || names.some(isIn(ways.groups)),
    setsRobots: isAdmitted(caller, 'robot.administer'),
  };
}

function copying({ campaign, query }: ChaseAsked, { base }: StaffFrame, date: CivilDate, { missing, names }: Targets) {
  const atHand = names.length > 0 && names.length <= NAMES_AT_HAND;
  const { class: classCode, department } = query;
  const status = missing === 'returned' ? missing : undefined;
  const from = `chase${chaseQuery({ ...query, date })}`;
  return {
    names: atHand ? groupText(campaign, date, missing, names) : undefined,
    namesPage: `${base}/names${queryText({ date, state: 'unreported', status, class: classCode, department, from })}`,
  };
}

interface Listed {
  frame: StaffFrame;
  date: CivilDate;
  shown: readonly Chased[];
  reminded: Reminded;
}

async function rowsOf(db: Db, { campaign, query }: ChaseAsked, { frame, date, shown, reminded }: Listed) {
  const calls = await lastCalls(db, { campaignId: campaign.id, date }, numbersOf(shown));
  return shown.map((each) => {
    const number = encodeURIComponent(each.studentNo);
    const call = calls.get(each.studentNo);
    const from = `chase${chaseQuery({ ...query, date })}`;
    return {
      ...each,
      reminded: reminded.get(each.studentNo),
      call: call && { ...callTag(call), at: call.at, by: call.by.name },
      person: `${frame.base}/people/${number}${queryText({ date, from })}`,
      calling: `${frame.base}/calls/${number}${queryText({ date, from })}`,
    };
  });
}

const TIER_WORDS: Record<Worry['tier'], string> = { abnormal: '之前有异常', run: '连续未反馈', rest: '其他未反馈' };

function groupsOf<Row extends Worry>(rows: readonly Row[]) {
  const tiers = [...new Set(rows.map(({ tier }) => tier))];
  return tiers.map((tier) => ({ tier, word: TIER_WORDS[tier], people: rows.filter((row) => row.tier === tier) }));
}

async function past(db: Db, { caller, campaign, today, now, query }: ChaseAsked) {
  const found = await pastReminders(db, { caller, campaignId: campaign.id, limit: PAST });
  const shown = found.map((each) => ({
    ...showPast(each, now),
    otherDay: each.date === today ? undefined : each.date,
  }));
  return { past: shown, outcome: outcomeOf(query, found, now) };
}
