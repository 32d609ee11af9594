import type { Caller, Scope } from '../../kernel/http';

/** The duty that the notice makes answer for a department: its one responsible contact. */
const CONTACT = '系部负责人';

/** The duties that have classes to teach. */
const TEACHING = ['班主任', '辅导员'];

/**
 * The kinds of people and programs that the policy speaks of, with the reach that each has: everybody and the host, who
 * bring no scope; students, who reach what is their own; and staff by what they are responsible for today, of whom one may
 * be several (contract, 3).
 */
export type Actor = 'everybody' | 'host' | 'student' | StaffActor;

/** Staff, by the scopes that make somebody one. `staff` is any of them, and whoever has no scope today and so reaches nobody. */
export type StaffActor = keyof typeof STAFF;

const STAFF = {
  staff: () => true,
  /** 班主任 and 辅导员: classes, or all classes of a department. */
  teacher: ({ duty }: Scope) => TEACHING.includes(duty),
  /** Whoever has a department as a whole, in any duty. */
  department: ({ kind }: Scope) => kind === 'department',
  /** 系部负责人. */
  contact: ({ kind, duty }: Scope) => kind === 'department' && duty === CONTACT,
  /** 学工处. */
  office: ({ kind }: Scope) => kind === 'school',
} satisfies Record<string, (scope: Scope) => boolean>;

/** The scopes that make a caller one of these actors, the others left out: what they reach as such. */
export function scopesAs({ type, scopes }: Caller, actors: readonly Actor[]): Scope[] {
  const staff = actors.filter((actor): actor is StaffActor => Object.hasOwn(STAFF, actor));
  return type === 'staff' ? scopes.filter((scope) => staff.some((actor) => STAFF[actor](scope))) : [];
}

/** True for a caller who is one of these actors. */
export function isOneOf(caller: Caller, actors: readonly Actor[]): boolean {
  return actors.some((actor) => {
    if (actor === 'everybody' || actor === 'host') return false;
    if (actor === 'student' || actor === 'staff') return caller.type === actor;
    return scopesAs(caller, [actor]).length > 0;
  });
}
