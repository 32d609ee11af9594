export { guard } from './guard';
export {
  acting,
  dutyFor,
  dutyForDepartment,
  hasDepartments,
  hasSchoolScope,
  isAdmitted,
  isDepartmentInScope,
  isInScope,
  type Place,
  WHOLE_SCHOOL,
  whereInScope,
} from './scope';
export { type Permission, POLICY, routesOf } from './table';
