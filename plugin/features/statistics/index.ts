export { figuresOf, sum } from './figures';
export { countPeople, peopleBehind } from './people';
export { exemptRule, peopleOfDay } from './people-query';
export {
  type Figures,
  type FiguresRow,
  PERSON_OF_DAY,
  type PeopleFilter,
  type PersonOfDay,
  STATES,
  STATISTICS,
  type Statistics,
  UNIT,
  type Unit,
} from './schema';
