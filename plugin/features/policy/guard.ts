import type { Admission, GuardedOperation, Operation } from '../../kernel/http';
import { type Actor, isOneOf } from './actors';
import { type Permission, POLICY, routesOf } from './table';

/** What is told to those whom something is closed to, by whom it is open to. */
const REFUSALS: Partial<Record<Actor, string>> = {
  student: '这里是学生填写的地方，教职工请从“打卡情况统计”进入',
  staff: '这里只对教职工开放',
  office: '这里只对学工处开放',
};

const WORDS: Record<Actor, string> = {
  everybody: 'everybody',
  host: 'the host itself, with a service token',
  student: 'students',
  staff: 'staff, within their scope of today',
  teacher: 'class teachers and counsellors',
  department: 'staff who have a department as a whole',
  contact: "a department's contact",
  office: 'the student-affairs office',
};

/**
 * Operations with those whom the policy opens them to. Throws where the policy has no line for one, or two: nothing is
 * served that nobody decided about.
 */
export function guard(operations: readonly Operation[]): GuardedOperation[] {
  const admissions = new Map<string, Admission>();
  for (const permission of Object.keys(POLICY) as Permission[])
    for (const id of routesOf(POLICY[permission])) {
      if (admissions.has(id)) throw new Error(`The policy has two lines for ${id}.`);
      admissions.set(id, admissionTo(permission));
    }
  return operations.map((operation) => {
    const admission = admissions.get(operation.id);
    if (!admission) throw new Error(`The policy has no line for ${operation.id}.`);
    return { ...operation, admission };
  });
}

function admissionTo(permission: Permission): Admission {
  const { for: actors, refusal } = POLICY[permission];
  const [only] = actors;
  return {
    by: actors.includes('everybody') ? 'nothing' : actors.includes('host') ? 'service token' : 'session',
    admits: (caller) => isOneOf(caller, actors),
    refusal: refusal ?? (actors.length === 1 && only ? (REFUSALS[only] ?? '') : ''),
    words: `Open to ${actors.map((actor) => WORDS[actor]).join(', and to ')}.`,
  };
}
