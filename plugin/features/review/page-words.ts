import { type Campaign, formOn } from '../campaign';
import { type Answers, describeAnswers, ERASED_ANSWERS } from '../form';
import { BADGES, type DayStatus } from '../report';

/** One question, with what was answered to it each time. */
export interface Compared {
  title: string;
  texts: { text: string; changed: string | undefined }[];
}

/** How a day stands, as staff call it: to the student a report is still to come, to them it is missing. */
export function staffBadge(status: DayStatus) {
  return status === 'unreported' ? { ...BADGES.unreported, word: '未反馈' } : BADGES[status];
}

/** The flags of a day in the words of the campaign. */
export function flagWords(campaign: Campaign, date: string, flags: readonly string[]): string[] {
  const known = formOn(campaign, date).flags;
  return flags.map((code) => known.find((flag) => flag.code === code)?.title ?? code);
}

/** What somebody answered on a day, in the words of that day's form. */
export function answersInWords(campaign: Campaign, date: string, answers: object) {
  return describeAnswers(formOn(campaign, date).form, answers as Answers);
}

interface Given {
  date: string;
  answers: object | null;
}

/**
 * Answers beside each other, question by question; — where nothing was answered. An answer that differs from the one
 * before it says so, and by how much where it is a number; the first one differs from nothing.
 */
export function compareAnswers(campaign: Campaign, given: readonly Given[]): Compared[] {
  const columns = given.map(({ date, answers }) => (answers ? answersInWords(campaign, date, answers) : []));
  const titles = new Map(columns.flat().map(({ name, title }) => [name, title]));
  return [...titles].map(([name, title]) => {
    const texts = columns.map((column) => column.find((answer) => answer.name === name)?.text ?? '—');
    return {
      title,
      texts: texts.map((text, index) => {
        const same = !isGiven(given[index - 1]) || !isGiven(given[index]) || text === texts[index - 1];
        return { text, changed: same ? undefined : changeOf(given[index - 1], given[index], name) };
      }),
    };
  });
}

/** There is something to compare with: neither nothing, nor what was erased. */
function isGiven(each: Given | undefined): boolean {
  return Boolean(each?.answers) && each?.answers !== ERASED_ANSWERS;
}

/** `+1.9` between two numbers, a word between anything else. */
function changeOf(before: Given | undefined, after: Given | undefined, name: string): string {
  const [from, to] = [before, after].map(
    (each) => (each?.answers as Record<string, unknown> | null | undefined)?.[name],
  );
  if (typeof from !== 'number' || typeof to !== 'number') return '有变化';
  const difference = Math.round((to - from) * 1000) / 1000;
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}
