export { figuresOf, sum } from './figures';
export { namesText } from './page-names';
export { countPeople, type NameOfDay, namesBehind } from './people';
export { FIGURES, type Figures, UNIT, type Unit } from './schema';
