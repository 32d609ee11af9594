export { figuresOf } from './day-figures';
export { sum } from './figures';
export { FiguresMemory } from './memory';
export { dayChoice, keptFields, pageDay } from './page-day';
export { whatOf } from './page-filters';
export { namesText } from './page-names';
export { countPeople, type NameOfDay, namesBehind, selectPeople } from './people';
export { exemptRule } from './people-query';
export { FIGURES, type Figures, type PeopleFilter, STATES, UNIT, type Unit } from './schema';
