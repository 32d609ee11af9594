export { dutyFor, hasSchoolScope, isInScope, type Place, whereInScope } from './scope';
