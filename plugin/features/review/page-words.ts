import { type Campaign, formOn } from '../campaign';
import { type Answers, describeAnswers } from '../report';

/** One question, with what was answered to it each time. */
export interface Compared {
  title: string;
  texts: { text: string; changed: boolean }[];
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

/**
 * Answers beside each other, question by question; — where nothing was answered. An answer that differs from the one
 * before it says so; the first one differs from nothing.
 */
export function compareAnswers(campaign: Campaign, given: readonly { date: string; answers: object | null }[]) {
  const columns = given.map(({ date, answers }) => (answers ? answersInWords(campaign, date, answers) : []));
  const titles = new Map(columns.flat().map(({ name, title }) => [name, title]));
  return [...titles].map(([name, title]): Compared => {
    const texts = columns.map((column) => column.find((answer) => answer.name === name)?.text ?? '—');
    const changed = (index: number) =>
      index > 0 && Boolean(given[index - 1]?.answers) && texts[index] !== texts[index - 1];
    return { title, texts: texts.map((text, index) => ({ text, changed: changed(index) })) };
  });
}
