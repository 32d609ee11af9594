import type { Pointed } from '../../kernel/problem';
import { HELP_REQUEST, type HelpField, type HelpRequest, type Question } from './schema';

/** What the notice wants to know for each question, first what it cannot do without. */
const WANTED: Record<Question, { needed: readonly HelpField[]; welcome: readonly HelpField[] }> = {
  location: { needed: ['phoneModel', 'system'], welcome: ['words', 'telephone'] },
  open: { needed: ['phoneModel', 'system'], welcome: ['words', 'telephone'] },
  identity: { needed: ['telephone', 'name', 'number'], welcome: ['words'] },
  other: { needed: ['words'], welcome: ['telephone', 'phoneModel', 'system'] },
};

/** Who was let in need not say who they are. */
const OF_THE_SESSION: readonly HelpField[] = ['name', 'number'];

/** The fields of a question's form in their order, and whether each has to be filled in. */
export function fieldsFor(question: Question, signedIn: boolean): { field: HelpField; needed: boolean }[] {
  const { needed, welcome } = WANTED[question];
  return [
    ...needed.map((field) => ({ field, needed: true })),
    ...welcome.map((field) => ({ field, needed: false })),
  ].filter(({ field }) => !(signedIn && OF_THE_SESSION.includes(field)));
}

/** What a request lacks, each with its pointer. */
export function lackOf(request: HelpRequest, signedIn: boolean): Pointed[] {
  return fieldsFor(request.question, signedIn)
    .filter(({ field, needed }) => needed && !request[field])
    .map(({ field }) => ({ pointer: `/${field}`, message: `请填写${HELP_REQUEST.properties[field].title}` }));
}
