export { dutyFor, hasSchoolScope, isInScope, isOwnTeacher, type Place, whereInScope } from './scope';
