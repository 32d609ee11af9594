import { randomBytes } from 'node:crypto';
import { wallTime } from '../kernel/civil-date';
import type { Persona } from './personas';
import type { PortalHost } from './portal-host';
import { StandInYiban, type YibanUser } from './yiban';

const APP_ID_CHARACTERS = 16;
const SECRET_CHARACTERS = 32;
const SCHOOL_ID = '10000';
const FIRST_USER_ID = 10_000_001;
const KEPT = 2;
const TIME_ZONE = 'Asia/Shanghai';

export interface YibanHostOptions {
  /** Who can be signed in; the first has not authorised the app yet, as on anybody's first day. */
  personas: readonly Persona[];
  moduleUrl: string;
  portalUrl: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The number of the person who is signed in at the portal; nothing before anybody was chosen. */
  signedIn: (cookies: string | undefined) => string | undefined;
}

/** 易班 as the portal's host: a light app at top level, an app of its site in the frame; people authorise it once. */
export function createYibanHost({ personas, moduleUrl, portalUrl, now, signedIn }: YibanHostOptions): PortalHost {
  const users = new Map(personas.map((persona, index) => [persona.personNo, userOf(persona, index)]));
  const numbers = new Map([...users.values()].map(({ userId, personNo }) => [userId, personNo]));
  const app = { appId: hex(APP_ID_CHARACTERS), appSecret: hex(SECRET_CHARACTERS), schoolId: SCHOOL_ID };
  const [first] = users.values();
  if (!first) throw new RangeError('易班 needs at least one person');
  const find = (personNo: string): YibanUser => {
    const user = users.get(personNo);
    if (!user) throw new RangeError(`nobody at the stand-in has the number ${personNo}`);
    return user;
  };
  const yiban = new StandInYiban({
    ...app,
    users: [...users.values()],
    now,
    signedIn: ({ headers }) => (users.get(signedIn(headers.cookie) ?? '') ?? first).userId,
  });
  yiban.forget(first.userId);
  const there = moduleUrl.replace(/\/$/, '');
  return {
    router: yiban.app,
    settings: {
      YIBAN_APP_ID: app.appId,
      YIBAN_APP_SECRET: app.appSecret,
      YIBAN_SCHOOL_ID: app.schoolId,
      YIBAN_API_URL: portalUrl,
    },
    handOver: ({ personNo }, _entry, display) => {
      const user = find(personNo);
      return {
        action: `${there}/yiban`,
        method: display === 'top' ? 'get' : 'post',
        fields: [
          { name: 'verify_request', value: yiban.requestFor(user) },
          { name: 'yb_uid', value: user.userId },
        ],
      };
    },
    messagesOf: (personNo) =>
      yiban.letters
        .filter(({ userId }) => numbers.get(userId) === personNo)
        .slice(-KEPT)
        .reverse()
        .map(({ content, at }) => ({ title: '站内信', text: content, url: there, time: wallTime(at, TIME_ZONE).time })),
  };
}

function userOf({ personNo, personType, name }: Persona, index: number): YibanUser {
  return { userId: String(FIRST_USER_ID + index), personNo, personType, name };
}

function hex(characters: number): string {
  return randomBytes(characters / 2).toString('hex');
}
