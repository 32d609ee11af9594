export { figuresOf } from './figures';
export { namesText } from './page-names';
export { countPeople, type NameOfDay, namesBehind } from './people';
