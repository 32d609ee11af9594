import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller, Scope } from '../../kernel/http';
import type { Campaign } from '../campaign';
import { isAdmitted } from '../policy';
import { countOpenCases, hasClassOutside } from './frame-read-model';
import { countQueue } from './queue';

/** Who looks at which campaign, and on what day. */
export interface StaffAsked {
  caller: Caller;
  campaign: Campaign;
  today: CivilDate;
}

/** What staff do with a campaign, in the order of the bar on top. */
const SECTIONS = [
  { id: 'statistics', word: '统计', path: '' },
  { id: 'reviews', word: '待审核', path: '/reviews' },
  { id: 'chase', word: '催办', path: '/chase' },
  { id: 'cases', word: '异常跟进', path: '/cases' },
  { id: 'follow-ups', word: '线下跟进', path: '/follow-ups' },
  { id: 'briefs', word: '日报', path: '/briefs' },
  { id: 'assessments', word: '周考核', path: '/assessments' },
  { id: 'exports', word: '导出', path: '/exports' },
] as const;
type Section = (typeof SECTIONS)[number]['id'];

/** What is told of whole departments is nothing for those who have but classes. */
const OF_DEPARTMENTS: ReadonlySet<Section> = new Set<Section>(['briefs', 'assessments']);

function isOpenTo(caller: Caller, section: Section): boolean {
  return !OF_DEPARTMENTS.has(section) || isAdmitted(caller, 'brief.read');
}

/** What the bar on top of every page for staff shows. */
export async function staffFrame(db: Db, asked: StaffAsked, section: Section) {
  const { caller, campaign, today } = asked;
  const waiting = await countQueue(db, { caller, campaign, today, filter: { status: 'pending' } });
  const base = `/staff/c/${campaign.code}`;
  const counts: Partial<Record<Section, number>> = { reviews: waiting, cases: await countOpenCases(db, asked) };
  const outside = section === 'follow-ups' || (await hasClassOutside(db, asked));
  const mine = SECTIONS.filter(({ id }) => (id === 'follow-ups' ? outside : isOpenTo(caller, id)));
  const sections = mine.map(({ id, word, path }) => {
    return { id, word, address: base + path, counted: id in counts, count: counts[id] };
  });
  return { section, sections, waiting, base, campaign, today, scope: scopeWords(caller) };
}
export type StaffFrame = Awaited<ReturnType<typeof staffFrame>>;

const NAMED = 4;

function codesOf(scopes: readonly Scope[], kind: Scope['kind']): string[] {
  return [...new Set(scopes.filter((scope) => scope.kind === kind).map(({ code }) => code))];
}

function listed(codes: readonly string[], unit: string, counted: string): string {
  if (codes.length <= NAMED) return codes.join('、') + unit;
  return `${codes.slice(0, NAMED).join('、')}等 ${codes.length} 个${counted}`;
}

/** What somebody is responsible for today: 全校, 航制, 191111、191112 班. Empty for nothing. */
function scopeWords({ scopes }: Caller): string {
  if (scopes.some(({ kind }) => kind === 'school')) return '全校';
  const [departments, classes] = [codesOf(scopes, 'department'), codesOf(scopes, 'class')];
  return [
    departments.length > 0 ? listed(departments, '', '系部') : '',
    classes.length > 0 ? listed(classes, ' 班', '班') : '',
  ]
    .filter(Boolean)
    .join('；');
}

/** The query of an address; what is empty is left out. */
export function queryText(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

const FROM_WHERE = '^((people|reviews|briefs|chase|follow-ups|cases(/\\d{1,9})?)?(\\?[^#\\s]*)?)$';

/** The parameter that says where a page was opened from: a list of ours with its filters. */
export const FROM = { type: 'string', maxLength: 2000, pattern: FROM_WHERE } as const;

/** The address that `from` stands for, below the campaign's. */
export function backTo(base: string, from: string | undefined): string {
  if (!from || from.startsWith('?')) return base + (from ?? '');
  return `${base}/${from}`;
}
