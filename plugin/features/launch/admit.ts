import type { CivilDate } from '../../kernel/civil-date';
import type { Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { noteNameMismatch, sameName } from '../roster';
import { findCaller } from './find-caller';
import type { Identity } from './verify-token';

/** Who came in, or why not. A refusal is no error here: what it leaves on record is committed. */
export type Admission = { caller: Caller } | { refused: Problem };

/** Finds the person in the roster whom a host vouches for. */
export async function admit(tx: Tx, identity: Identity, now: number, today: CivilDate): Promise<Admission> {
  const caller = await findCaller(tx, identity, today);
  if (!caller) return { refused: unknownPerson(identity) };
  if (sameName(caller.name, identity.name)) return { caller };
  await noteNameMismatch(tx, identity.personNo, identity.name, now);
  return {
    refused: new Problem('name-mismatch', {
      detail: `学号或工号 ${identity.personNo} 在学校名单里是另一个姓名。已经记下，请联系学工处核对；门户里的姓名写错的，请先在门户更正。`,
    }),
  };
}

function unknownPerson({ personNo, personType }: Identity): Problem {
  const who = personType === 'student' ? '学号' : '工号';
  const whom = personType === 'student' ? '班主任' : '学工处';
  return new Problem('unknown-person', {
    detail: `学校名单里没有${who} ${personNo}。请先核对${who}是否正确（学号是 12 位数字，工号是 CRP 系统里的工号），无误的请联系${whom}补录。`,
  });
}
