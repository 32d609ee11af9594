export {
  answersForAny,
  answersForDepartment,
  contactDepartments,
  hasDepartments,
  isDepartmentInScope,
  withWholeDepartments,
} from './departments';
export { dutyFor, hasSchoolScope, isInScope, isOwnTeacher, type Place, WHOLE_SCHOOL, whereInScope } from './scope';
