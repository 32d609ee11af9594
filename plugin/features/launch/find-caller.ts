import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { PersonType } from '../../kernel/session';
import { isKnownStudent, personWithScopes } from '../roster';

/**
 * The person of a number with today's rights. Nobody, when the roster has no such person of that type, or the student has
 * left. Staff without a scope are known, and see nothing.
 */
export async function findCaller(
  db: Db,
  { personNo, personType }: { personNo: string; personType: PersonType },
  today: CivilDate,
): Promise<Caller | undefined> {
  const person = await personWithScopes(db, personNo, today);
  if (!person || person.type !== personType) return undefined;
  const { name, type, scopes } = person;
  if (type === 'staff') return { personNo, type, name, scopes };
  return (await isKnownStudent(db, personNo, today)) ? { personNo, type, name, scopes: [] } : undefined;
}
