export {
  answersForAny,
  answersForDepartment,
  contactDepartments,
  isDepartmentInScope,
  withWholeDepartments,
} from './departments';
export { dutyFor, hasSchoolScope, isInScope, isOwnTeacher, type Place, whereInScope } from './scope';
