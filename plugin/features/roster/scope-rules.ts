import { factsOfScope } from './plan-import';
import { type Duty, type RowError, type Scope, type ScopeKind, type StaffEntry, WHOLE_SCHOOL } from './schema';

/** Classes and departments that there are. */
export type KnownCodes = Record<Exclude<ScopeKind, 'school'>, ReadonlySet<string>>;

/** What each member of staff is responsible for, by person, and the rows whose scope is missing or not known. */
export function resolveScopes(staff: readonly StaffEntry[], known: KnownCodes) {
  const scopes = new Map<string, Scope[]>();
  const errors: RowError[] = [];
  for (const entry of staff) {
    const resolved = resolveScope(entry, known);
    errors.push(
      ...resolved.messages.map((message) => ({ file: entry.file, row: entry.row, column: '管辖范围', message })),
    );
    const all = [...(scopes.get(entry.personNo) ?? []), ...resolved.scopes];
    scopes.set(entry.personNo, [...new Map(all.map((scope) => [factsOfScope(scope), scope])).values()]);
  }
  return { scopes, errors };
}

function resolveScope({ duty, scope }: StaffEntry, known: KnownCodes): { scopes: Scope[]; messages: string[] } {
  const codes = codesOf(scope, known);
  if (duty === '学工处') {
    const messages = scope === '' ? [] : ['学工处管全校，这里应留空'];
    return { scopes: [{ kind: 'school', code: WHOLE_SCHOOL, duty }], messages };
  }
  const kinds = codes.map((code) => ({ code, kind: kindOf(code, duty, known) }));
  const unknown = kinds.filter(({ kind }) => !kind).map(({ code }) => `没有叫“${code}”的班级或系部`);
  return {
    scopes: kinds.flatMap(({ code, kind }) => (kind ? [{ kind, code, duty }] : [])),
    messages: codes.length === 0 ? ['请填写管辖范围'] : unknown,
  };
}

/** Codes are parted by 、 , ， ; ； or blanks; a code may have blanks in it itself. */
function codesOf(scope: string, known: KnownCodes): string[] {
  const parts = scope.split(/[、,，;；]/).map((part) => part.trim());
  const isKnown = (code: string) => known.class.has(code) || known.department.has(code);
  return parts.flatMap((part) => (isKnown(part) ? [part] : part.split(/\s+/))).filter((code) => code !== '');
}

/** A class and a department may have the same code: the duty says which is meant. */
function kindOf(code: string, duty: Duty, known: KnownCodes): keyof KnownCodes | undefined {
  const kinds: (keyof KnownCodes)[] = duty === '系部负责人' ? ['department', 'class'] : ['class', 'department'];
  return kinds.find((kind) => known[kind].has(code));
}
