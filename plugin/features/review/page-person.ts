import { addDays, type CivilDate, earlierOf, isCivilDate, weekdayOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { callsOf, OUTCOME_WORDS } from '../call';
import { type Campaign, isTrialDay, nearestDay } from '../campaign';
import { isInScope, type Place } from '../policy';
import { BADGES, type DayOfMine, daysOfStudent, toCell } from '../report';
import { contactOf, type Enrolment, enrolmentsOf, findPerson } from '../roster';
import { casesOfStudent } from './frame-read-model';
import { type History, historyOf } from './history';
import { backTo, queryText, type StaffAsked, staffFrame } from './page-frame';
import { reasonsFor, reportValue, type Typed } from './page-queue';
import { compareAnswers, flagWords, staffBadge } from './page-words';
import { DECISION_WORDS } from './rules';

/** The lists that a page may be opened from. */
const OPENERS = [
  { section: 'reviews', word: '待审核' },
  { section: 'chase', word: '催办' },
  { section: 'cases', word: '异常跟进' },
  { section: 'follow-ups', word: '线下跟进' },
] as const;

type PersonAsked = StaffAsked & { studentNo: string; date?: CivilDate; from?: string };

/**
 * Everything about one student of the caller's scope, with one day opened. Seen are the days on which the student was, and
 * all days of a student who today is, in the caller's scope. 404 where there is none.
 */
export async function personPage(db: Db, vault: Vault, asked: PersonAsked, typed?: Typed) {
  const { campaign, caller, today, studentNo, from } = asked;
  const person = await findPerson(db, studentNo);
  const enrolments = person?.type === 'student' ? await enrolmentsOf(db, studentNo) : [];
  const seen = daysInSight(asked, enrolments);
  const date = chooseDay(campaign, today, asked.date, seen);
  if (!person || date === undefined) throw new Problem('not-found', { detail: '没有这个学生，或者不在您的管辖范围内' });
  const days = await daysOfStudent(db, vault, {
    campaign,
    personNo: studentNo,
    from: campaign.startsOn,
    to: lastDay(asked),
  });
  const day = days.find((each) => each.date === date);
  const history = day?.report ? await historyOf(db, vault, { ...asked, date }) : undefined;
  const opener = openerOf(from);
  const frame = await staffFrame(db, asked, opener.section);
  const here = `${frame.base}/people/${encodeURIComponent(studentNo)}`;
  const present = placeOn(enrolments, today);
  const cases = (await casesOfStudent(db, campaign.id, studentNo)).filter(({ fromDay }) => seen.has(fromDay));
  const contact = isInScope(caller, 'telephone.read', [present]) ? await contactOf(db, vault, studentNo) : undefined;
  const all = await callsOf(db, vault, { campaignId: campaign.id, personNo: studentNo });
  const calls = all.filter((call) => seen.has(call.date));
  const model = {
    frame,
    person,
    date,
    from,
    isTrial: isTrialDay(campaign, date),
    place: placeOn(enrolments, date) ?? present,
    moved: movedTo(placeOn(enrolments, date), present),
    contact: contact && Object.keys(contact).length > 0 ? contact : undefined,
    noContact: contact !== undefined && Object.keys(contact).length === 0,
    cases: cases.map((each) => ({ ...each, address: `${frame.base}/cases/${each.id}` })),
    back: backTo(frame.base, from ?? `people${queryText({ date })}`),
    backLabel: opener.word,
    weeks: inWeeks(
      days.filter((each) => seen.has(each.date)),
      { date, today, address: (to) => here + queryText({ date: to, from }) },
    ),
    day: day && showDay(day, today),
    report: history && showReport(campaign, history, typed),
    calls: calls.map(({ outcome, ...call }) => ({ ...call, word: OUTCOME_WORDS[outcome] })),
    calling: `${frame.base}/calls/${encodeURIComponent(studentNo)}${queryText({ date, from })}`,
  };
  return {
    model,
    readReport: history !== undefined,
    readContact: model.contact !== undefined,
    readCalls: calls.length > 0,
  };
}

/** The list that a page was opened from. */
function openerOf(from = '') {
  return OPENERS.find(({ section }) => from.startsWith(section)) ?? ({ section: 'statistics', word: '名单' } as const);
}

function lastDay({ campaign, today }: StaffAsked): CivilDate {
  return earlierOf(today, campaign.endsOn);
}

function placeOn(enrolments: readonly Enrolment[], day: CivilDate): Enrolment | undefined {
  return enrolments.find(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);
}

/** The campaign's days until today that the caller may see of a student (contract, 3). */
function daysInSight(asked: StaffAsked, enrolments: readonly Enrolment[]): Set<CivilDate> {
  const present = placeOn(enrolments, asked.today);
  const seen = new Set<CivilDate>();
  for (let day = asked.campaign.startsOn; day <= lastDay(asked); day = addDays(day, 1)) {
    const places: Place[] = [placeOn(enrolments, day), present].filter((place) => place !== undefined);
    if (isInScope(asked.caller, 'report.read', places)) seen.add(day);
  }
  return seen;
}

/** The day that was asked for, or the last one that can be seen by today. */
function chooseDay(campaign: Campaign, today: CivilDate, given: string | undefined, seen: ReadonlySet<CivilDate>) {
  const wanted = isCivilDate(given) ? given : nearestDay(campaign, today);
  if (seen.has(wanted)) return wanted;
  return isCivilDate(given) ? undefined : [...seen].at(-1);
}

/** The class that a student of that day is in now; nothing where it is the same. */
function movedTo(then: Enrolment | undefined, present: Enrolment | undefined): string | undefined {
  if (!then || then.classCode === present?.classCode) return undefined;
  return present ? `现在 ${present.classCode} 班` : '现在不在名单上';
}

function showDay({ status, exemptReason }: DayOfMine, today: CivilDate) {
  return { badge: status ? staffBadge(status) : { word: '不在名单上', tone: 'plain' }, status, exemptReason, today };
}

function showCell(day: DayOfMine, today: CivilDate) {
  const cell = toCell(day, today);
  return day.status === 'unreported' ? { ...cell, word: staffBadge(day.status).word } : cell;
}

interface Calendar {
  date: CivilDate;
  today: CivilDate;
  address: (date: CivilDate) => string;
}

/** Weeks from Monday to Sunday, with nothing where no day can be seen. */
function inWeeks(days: readonly DayOfMine[], { date, today, address }: Calendar) {
  const cells = new Map(days.map((day) => [day.date, day]));
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (!first || !last) return [];
  const weeks = [];
  for (let monday = addDays(first, -((weekdayOf(first) + 6) % 7)); monday <= last; monday = addDays(monday, 7)) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = cells.get(addDays(monday, index));
        return day && { ...showCell(day, today), address: address(day.date), chosen: day.date === date };
      }),
    );
  }
  return weeks;
}

function showReport(campaign: Campaign, history: History, typed: Typed | undefined) {
  const { date, revisions, reviews, status } = history;
  return {
    value: reportValue(history),
    revisions: revisions.map(({ revision, flags, submittedAt, receipt, erased, status: was }) => {
      return {
        revision,
        receipt,
        erased,
        at: Date.parse(submittedAt),
        why: flagWords(campaign, date, flags),
        badge: BADGES[was],
      };
    }),
    several: revisions.length > 1,
    rows: compareAnswers(
      campaign,
      revisions.map(({ answers }) => ({ date, answers })),
    ),
    reviews: reviews.map((review) => {
      return { ...review, word: DECISION_WORDS[review.decision], at: Date.parse(review.decidedAt) };
    }),
    reasons: reasonsFor(typed?.reason ?? ''),
    typed,
    canDecide: status === 'pending',
    canReturn: status !== 'returned',
    canReopen: ['confirmed', 'cleared', 'returned'].includes(status),
  };
}
