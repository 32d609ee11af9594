import type { Vault } from '../../../kernel/vault';
import { withoutBlanks } from '../plan-import';
import type { BadStudent } from '../read-entries';
import { fromContact, toContact } from '../rows';
import type { Contact, Duty, Origin, PersonType, StaffEntry, StudentEntry } from '../schema';
import type { NewRow, StaffRow, StagedRow, StudentRow } from './schema';

/** Where a row stands in its import. */
type Place = Pick<NewRow, 'import_id' | 'seq' | 'sheet_no'>;

const LONGEST_CODE = 64;
const LONGEST_NUMBER = 32;

export function fromStudent(vault: Vault, place: Place, entry: StudentEntry): NewRow {
  const contact = withoutBlanks(entry.contact);
  const { phone, parentPhone } = entry.contact;
  return {
    ...place,
    verdict: 'good',
    person_type: 'student',
    row_no: entry.row,
    person_no: entry.personNo,
    name: entry.name,
    department_code: entry.departmentCode,
    class_code: entry.classCode,
    intake: entry.intake,
    status: entry.status,
    category: entry.category,
    phones: (phone === undefined ? '' : 'o') + (parentPhone === undefined ? '' : 'p'),
    sealed: Object.keys(contact).length > 0 ? fromContact(vault, entry.personNo, contact).sealed : null,
  };
}

export function fromStaff(place: Place, { row, personNo, name, duty, scope }: StaffEntry): NewRow {
  return { ...place, verdict: 'good', person_type: 'staff', row_no: row, person_no: personNo, name, duty, scope };
}

/** What a bad row of a student names that is too long for a name is nobody's. */
export function fromBad(place: Place, { row, personNo, classCode, departmentCode }: BadStudent): NewRow {
  const fitting = (text: string, longest = LONGEST_CODE) => (text.length <= longest ? text : '');
  return {
    ...place,
    verdict: 'bad',
    person_type: 'student',
    row_no: row,
    person_no: fitting(personNo, LONGEST_NUMBER),
    name: '',
    department_code: fitting(departmentCode),
    class_code: fitting(classCode),
  };
}

/** Somebody of the roster whom the files lack. */
export function fromMissing(
  place: Omit<Place, 'sheet_no'>,
  type: PersonType,
  { person_no, name }: Pick<NewRow, 'person_no' | 'name'>,
): NewRow {
  return { ...place, verdict: 'missing', person_type: type, sheet_no: -1, row_no: 0, person_no, name };
}

export function toStudent(vault: Vault, sheets: readonly string[], row: StudentRow): StudentEntry {
  return {
    ...toOrigin(sheets, row),
    personNo: row.person_no,
    name: row.name,
    departmentCode: row.department_code,
    classCode: row.class_code,
    intake: row.intake,
    status: row.status as StudentEntry['status'],
    category: row.category,
    contact: toGiven(vault, row),
  };
}

/** The numbers as the file gives them: an empty text where it has the column, and nothing in it. */
function toGiven(vault: Vault, { person_no, sealed, phones }: StudentRow): Contact {
  const { phone = '', parentPhone = '' } = sealed === null ? {} : toContact(vault, { person_no, sealed });
  return { ...(phones.includes('o') ? { phone } : {}), ...(phones.includes('p') ? { parentPhone } : {}) };
}

export function toStaff(sheets: readonly string[], row: StaffRow): StaffEntry {
  const { person_no: personNo, name, duty, scope } = row;
  return { ...toOrigin(sheets, row), personNo, name, duty: duty as Duty, scope: scope ?? '' };
}

export function toOrigin(sheets: readonly string[], row: Pick<StagedRow, 'sheet_no' | 'row_no'>): Origin {
  return { file: sheets[row.sheet_no] ?? '', row: row.row_no };
}
