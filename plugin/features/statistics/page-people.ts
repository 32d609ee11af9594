import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { callTag } from '../call';
import { formOn } from '../campaign';
import {
  answersInWords,
  backTo,
  exportBox,
  flagWords,
  queryText,
  type StaffAsked,
  staffBadge,
  staffFrame,
} from '../review';
import type { FiguresMemory } from './memory';
import { dayChoice, keptFields, pageDay } from './page-day';
import { emptyWord, filterOf, type PeopleQuery, statesOf, statusesOf, titleOf, wordOf } from './page-filters';
import { byClass, namesText } from './page-names';
import { peopleBehind } from './people-list';
import type { PeopleFilter, PersonOfDay } from './schema';

const PAGE_SIZE = 50;
/** Up to so many names can be copied from the page itself. */
const NAMES_AT_HAND = 300;

type PeopleAsked = StaffAsked & { query: PeopleQuery };

/** A page of the people behind a figure. `subjects` are those whose answers it shows. */
export async function peoplePage(db: Db, parts: { vault: Vault; figures: FiguresMemory }, asked: PeopleAsked) {
  const { caller, campaign, today, query } = asked;
  const date = pageDay(campaign, query.date, today);
  const filter = filterOf(query, date);
  const frame = await staffFrame(db, asked, 'statistics');
  const page = await peopleBehind(db, parts, { caller, campaign, filter, limit: PAGE_SIZE, cursor: query.cursor });
  const total = await parts.figures.people(db, { caller, campaign, filter });
  const from = `people${queryText({ ...query, date })}`;
  const items = page.items.map((each) => showPerson(asked, date, each, from, frame.base));
  const model = {
    frame,
    title: titleOf(query, date),
    query,
    day: dayChoice(campaign, date, today),
    ...linksOf(asked, frame.base, date, page.nextCursor),
    total,
    groups: groupsOf(items),
    empty: total === 0 ? emptyWord(filter) : undefined,
    withAnswers: items.some(({ report }) => report !== undefined),
    ...columnsOf(campaign, date),
    classes: await classCodes(db, parts.figures, asked, date),
    names: await namesAtHand(db, parts.figures, asked, filter, total),
    exporting: exportBox(asked, { filter: exportFilter(query), from: date }),
  };
  const subjects = page.items.filter(({ answers }) => answers !== null).map(({ studentNo }) => studentNo);
  return { model, subjects, date };
}

/** The filters of a list as the box 导出 takes them along. */
function exportFilter({ state, class: classCode, department, status, q }: PeopleQuery) {
  return { state, class: classCode, department, status, q };
}

/** Where one can go from a list; every way keeps the filters that it does not change. */
function linksOf({ campaign, today, query }: PeopleAsked, base: string, date: CivilDate, nextCursor: string | null) {
  const kept = { ...query, cursor: undefined, date };
  const here = (more: PeopleQuery) => `${base}/people${queryText({ ...kept, ...more })}`;
  const { previous, next } = dayChoice(campaign, date, today);
  const waiting = query.status === 'pending';
  return {
    back: backTo(base, query.from ?? queryText({ date })),
    links: { previous: here({ date: previous }), next: here({ date: next }) },
    kept: keptFields({ ...kept, date: undefined }),
    searchKept: keptFields({ ...kept, q: undefined, class: undefined }),
    clear: query.q || query.class ? here({ q: undefined, class: undefined }) : undefined,
    states: statesOf(query.state, here),
    statuses: statusesOf(query, here),
    first: query.cursor ? here({}) : undefined,
    next: nextCursor ? here({ cursor: nextCursor }) : undefined,
    chase:
      query.state === 'unreported'
        ? `${base}/chase${queryText({ date, class: query.class, department: query.department })}`
        : undefined,
    reviews: waiting ? `${base}/reviews${queryText({ date, class: query.class })}` : undefined,
    namesPage: `${base}/names${queryText({ ...kept, from: `people${queryText({ ...query, date })}` })}`,
  };
}

async function namesAtHand(
  db: Db,
  figures: FiguresMemory,
  { caller, campaign, query }: PeopleAsked,
  filter: PeopleFilter,
  total: number,
) {
  if (total === 0 || total > NAMES_AT_HAND) return undefined;
  return namesText(campaign, filter.date, wordOf(query), await figures.names(db, { caller, campaign, filter }));
}

/** All the names of a list: to be copied, or printed. */
export async function namesPage(db: Db, figures: FiguresMemory, asked: PeopleAsked) {
  const { caller, campaign, today, query } = asked;
  const date = pageDay(campaign, query.date, today);
  const state = query.state ?? (query.status || query.q ? undefined : 'unreported');
  const filter = filterOf({ ...query, state }, date);
  const frame = await staffFrame(db, asked, 'statistics');
  const names = await figures.names(db, { caller, campaign, filter });
  return {
    frame,
    title: titleOf({ ...query, state }, date),
    total: names.length,
    classes: byClass(names),
    text: namesText(campaign, date, wordOf({ ...query, state }), names),
    back: backTo(frame.base, query.from ?? queryText({ date })),
  };
}

function showPerson({ campaign }: PeopleAsked, date: CivilDate, person: PersonOfDay, from: string, base: string) {
  const { answers, flags, submittedAt, status, studentNo } = person;
  // What was sent back counts for nothing until it is filled in again; it is to be read on the person's own page.
  const counts = status !== 'exempt' && status !== 'returned';
  const report = counts && answers ? inColumns(campaign, date, answers) : undefined;
  const why = report && flags ? flagWords(campaign, date, flags) : [];
  return {
    ...person,
    badge: staffBadge(status),
    called: person.call ? callTag(person.call) : undefined,
    address: `${base}/people/${encodeURIComponent(studentNo)}${queryText({ date, from })}`,
    report: report && { ...report, at: submittedAt && Date.parse(submittedAt) },
    why,
    plain: why.length === 0 && !report?.rest.length,
  };
}

/** Which columns the form of a day gives a list of answers, and how many it has by that. */
function columnsOf(campaign: PeopleAsked['campaign'], date: CivilDate) {
  const asked = (formOn(campaign, date).form.properties ?? {}) as object;
  const [withTemperature, withPlace] = [COLUMNS.temperature in asked, COLUMNS.place in asked];
  return { withTemperature, withPlace, columns: 5 + Number(withTemperature) + Number(withPlace) };
}

/** The questions that have columns of their own, where they are asked. */
const COLUMNS = { temperature: 'temperature', place: 'location' } as const;

/** Temperature and place have their columns; of the rest, what is more than a no or a none. */
function inColumns(campaign: PeopleAsked['campaign'], date: CivilDate, answers: object) {
  const words = answersInWords(campaign, date, answers);
  const given = answers as Record<string, unknown>;
  const isNothing = (value: unknown) => value === false || (Array.isArray(value) && value.length === 0);
  const columns: readonly string[] = Object.values(COLUMNS);
  return {
    temperature: words.find(({ name }) => name === 'temperature')?.text,
    place: (given.location as { region?: string } | undefined)?.region?.split('/').join(' '),
    rest: words.filter(({ name }) => !columns.includes(name) && !isNothing(given[name])),
  };
}

function groupsOf<T extends PersonOfDay>(items: readonly T[]) {
  const codes = [...new Set(items.map((item) => item.class.code))];
  return codes.map((code) => ({ code, people: items.filter((item) => item.class.code === code) }));
}

/** The classes of the caller's scope on a day, to choose from. */
async function classCodes(
  db: Db,
  figures: FiguresMemory,
  { caller, campaign, query }: PeopleAsked,
  date: CivilDate,
): Promise<{ code: string; current: boolean }[]> {
  const { department } = query;
  const everybody = (await figures.figures(db, { caller, campaign, date })).count({});
  const classes = everybody.filter((each) => (department ?? each.department) === each.department);
  return [...new Set(classes.map(({ code }) => code))].map((code) => ({ code, current: code === query.class }));
}
