import { type Operation, reads } from '../../../kernel/http';
import { Problem } from '../../../kernel/problem';
import { enrolmentsOf, findPerson } from '../read-model';
import { PEOPLE, personPage, SCOPES, scopesPage } from './page';
import { classesOn, responsibleOn, scopesOf, searchPeople } from './read-model';

const COMMON = { kind: 'page', method: 'get', answers: { 200: { description: 'a page' } } } as const;

/** The roster as it stands: who is responsible for whom, and each person by date. */
export function peoplePages(): Operation[] {
  return [
    reads({
      ...COMMON,
      id: 'showScopes',
      path: SCOPES,
      summary: '人员范围: who is responsible for which class and department today, and which class has nobody',
      query: { type: 'object', properties: { department: { type: 'string', maxLength: 64 } } },
      async handle({ db, today, query }) {
        const [classes, responsible] = [await classesOn(db, today), await responsibleOn(db, today)];
        const asked = { day: today, department: query.department || undefined };
        return { view: 'admin/roster-scopes', model: scopesPage(classes, responsible, asked) };
      },
    }),
    reads({
      ...COMMON,
      id: 'searchPeople',
      path: PEOPLE,
      summary: 'Looks for people of the roster, also those who have left, by number or name',
      query: { type: 'object', properties: { q: { type: 'string', maxLength: 64 } } },
      async handle({ db, query }) {
        const text = query.q?.trim() ?? '';
        const result = text === '' ? { found: [], isMore: false } : await searchPeople(db, text);
        return { view: 'admin/roster-people', model: { q: text, ...result } };
      },
    }),
    reads({
      ...COMMON,
      id: 'showRosterPerson',
      path: `${PEOPLE}/:personNo`,
      summary: 'One person of the roster: class, status and scopes by date',
      async handle({ db, params, today }) {
        const person = await findPerson(db, params.personNo ?? '');
        if (!person) throw new Problem('not-found', { detail: '名单里没有这个人' });
        const [enrolments, scopes] = [await enrolmentsOf(db, person.personNo), await scopesOf(db, person.personNo)];
        return { view: 'admin/roster-person', model: personPage(person, enrolments, scopes, today) };
      },
    }),
  ];
}
