import { randomUUID } from 'node:crypto';
import { sign } from 'jsonwebtoken';
import request, { type Response } from 'supertest';
import { operationsOf } from '../fuzz/requests';
import { HOST_SECRET, PEOPLE, type Someone, STAFF, type World } from '../support/world';

/** 班主任 and 辅导员 whose scope is a department as a whole, which they do not answer for. */
export const COUNSELLOR: Someone = { personNo: '10040', type: 'staff', name: '蒋辅导员' };

/** 系部负责人 of the department that nobody else of the tests answers for. */
export const OTHER_CONTACT: Someone = { personNo: '10041', type: 'staff', name: '樊主任' };

/** Adds the counsellor and the other department's contact to the school. */
export function addStaff(world: World): Promise<unknown> {
  const added = `${COUNSELLOR.personNo},${COUNSELLOR.name},辅导员,航制
${OTHER_CONTACT.personNo},${OTHER_CONTACT.name},系部负责人,经管
`;
  const staff = STAFF + added;
  return world.importRoster({ staff, effective: '2021-01-18' });
}

/** A kind of caller, and what the policy calls somebody of that kind. */
export interface KindOfCaller {
  name: string;
  who?: Someone;
  actors: readonly string[];
}

/** Every kind of caller there is; who is not named has no session. */
export const CALLERS: readonly KindOfCaller[] = [
  { name: 'nobody', actors: ['everybody'] },
  { name: 'the host with a service token', actors: ['everybody', 'host'] },
  { name: 'a student', who: PEOPLE.wang, actors: ['everybody', 'student'] },
  { name: 'a class teacher', who: PEOPLE.teacher, actors: ['everybody', 'staff', 'teacher'] },
  { name: 'a counsellor of a department', who: COUNSELLOR, actors: ['everybody', 'staff', 'teacher', 'department'] },
  { name: 'a department’s contact', who: PEOPLE.contact, actors: ['everybody', 'staff', 'department', 'contact'] },
  { name: 'the office', who: PEOPLE.office, actors: ['everybody', 'staff', 'office'] },
];

/** What a caller shows: a session, a service token that is good once, or nothing. */
export async function tokenOf(world: World, { who, actors }: KindOfCaller): Promise<() => string | undefined> {
  if (actors.includes('host')) return () => serviceToken(world);
  const session = who && (await world.as(who)).session;
  return () => session;
}

/** A token by which the host itself calls, good once. */
export function serviceToken(world: World): string {
  const iat = Math.floor(world.now / 1000);
  const [iss, aud] = ['https://portal.example', 'campus-checkin/host'];
  const claims = { iss, aud, sub: 'portal', iat, exp: iat + 60, jti: randomUUID() };
  return sign(claims, HOST_SECRET, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'service+jwt' } });
}

/** An operation as it is called: its parts of the address, its query and body. */
export interface Call {
  method: string;
  path: string;
  parts: Record<string, string>;
  body?: object;
}

/** Calls an operation as a program would. */
export function call(world: World, { method, path, parts, body = {} }: Call, token?: string): Promise<Response> {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? 'x'));
  const isApi = path.startsWith('/api') || path.startsWith('/host');
  const asked = request(world.app)[method as 'get' | 'put' | 'post'](address).set('Accept', 'application/json');
  if (token) void asked.set('Authorization', `Bearer ${token}`);
  if (method === 'get') return asked as unknown as Promise<Response>;
  const sent = isApi ? JSON.stringify(body) : new URLSearchParams(body as Record<string, string>).toString();
  return asked.type(isApi ? 'json' : 'form').send(sent) as unknown as Promise<Response>;
}

/** All operations, as the module describes them. */
export async function operationsIn(world: World) {
  return operationsOf((await request(world.app).get('/openapi.json')).body);
}
