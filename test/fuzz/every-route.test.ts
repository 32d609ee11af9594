import { deepEqual, ok } from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sessions } from '../../plugin/kernel/session';
import { StandInYiban, type YibanUser } from '../../plugin/trial/yiban';
import { serviceToken } from '../policy/callers';
import { aFever, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { bodyFor, type DescribedOperation, Dice, operationsOf, textFor } from './requests';

/** `CHECKIN_FUZZ=50000` sends more of them; the seed, a new one each time unless it is given, makes the same ones again. */
const REQUESTS = Number(process.env.CHECKIN_FUZZ || 1_500);
const SEED = Number(process.env.CHECKIN_FUZZ_SEED || randomInt(2 ** 31));

/** What no answer may hold: the inside of the program, or of its database. */
const INSIDE = /\bat [\w.<>]+ \(|node_modules|\.ts:\d+|SQLITE_|\bER_[A-Z]{3}|select .* from|insert into/i;

/** Half of a character has no place in an address; a body may try it. */
const inAddress = (text: string) => encodeURIComponent(Buffer.from(text).toString());

const YIBAN = { appId: '0123456789abcdef', appSecret: '00112233445566778899aabbccddeeff', schoolId: '5370' };

/** Somebody who calls, and what that caller shows. */
interface FuzzCaller {
  who: string;
  session: string;
  /** What the forms of this session carry; none where there is no session. */
  formToken?: string;
  mayName: readonly string[];
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** 易班's open API on loopback, and what it hands the app for somebody. */
class StandIn {
  url = '';
  private server!: Server;
  private readonly yiban: StandInYiban;
  private readonly users: YibanUser[];

  constructor(now: () => number) {
    this.users = [PEOPLE.wang, PEOPLE.teacher].map(({ personNo, type: personType, name }) => ({
      ...{ userId: `7${personNo.slice(-6)}`, personNo, personType, name },
    }));
    this.yiban = new StandInYiban({ ...YIBAN, users: this.users, now });
  }

  async open(): Promise<void> {
    this.server = this.yiban.app.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A `verify_request`, for somebody who is known there. */
  requestFrom(dice: Dice): string {
    return this.yiban.requestFor(dice.one(this.users));
  }

  reset(): void {}

  close(): void {
    this.server.close().closeAllConnections();
  }
}

describe('every route, whatever it is sent', function () {
  this.timeout(REQUESTS * 40 + 60_000);
  const yiban = new StandIn(() => world.now);
  const world = createWorld(
    () => ({
      ...{ YIBAN_APP_ID: YIBAN.appId, YIBAN_APP_SECRET: YIBAN.appSecret, YIBAN_SCHOOL_ID: YIBAN.schoolId },
      ...{ YIBAN_API_URL: yiban.url, YIBAN_APP_URL: 'https://f.yiban.example/iapp1' },
    }),
    yiban,
  );
  let server: Server;
  let callers: FuzzCaller[];

  beforeEach(async () => {
    server = world.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.sun)).submit(aReport());
    const as = async (who: (typeof PEOPLE)[keyof typeof PEOPLE], mayName: readonly string[]) => ({
      who: who.name,
      ...(await signedIn(who)),
      mayName,
    });
    callers = [
      { who: 'nobody', session: '', mayName: [] },
      { who: 'a forger', session: 'a.b.c', mayName: [] },
      await as(PEOPLE.wang, [PEOPLE.wang.name]),
      await as(PEOPLE.teacher, [PEOPLE.wang.name]),
      await as(PEOPLE.contact, [PEOPLE.wang.name]),
      await as(PEOPLE.nobody, [PEOPLE.wang.name]),
      await as(PEOPLE.office, [PEOPLE.wang.name, PEOPLE.sun.name]),
    ];
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  /** A text for a filter or field of that name. */
  const worded = (dice: Dice, name: string) =>
    name === 'verify_request' && dice.chance(0.5) ? yiban.requestFrom(dice) : textFor(dice, name);

  /** The module's own way to tell what its forms carry. */
  const sessions = new Sessions(
    String(world.input().SESSION_SECRET),
    { now: () => world.now },
    { basePath: '', secure: false },
  );

  /** A session, and the token that it has its forms carry. */
  async function signedIn(who: Someone): Promise<Pick<FuzzCaller, 'session' | 'formToken'>> {
    const { session } = await world.as(who);
    const known = sessions.read({ headers: { authorization: `Bearer ${session}` } } as IncomingMessage);
    const formToken = known && sessions.formToken(known);
    return { session, formToken };
  }

  /** What a request shows of who sends it: a session as a program or as a browser has it, or the host's own token. */
  function shownBy(dice: Dice, operation: DescribedOperation, { session, formToken }: FuzzCaller) {
    if (operation.path.startsWith('/host/') && dice.chance(0.7))
      return { headers: { Authorization: `Bearer ${serviceToken(world)}` } };
    if (!session) return { headers: {} };
    if (dice.chance(0.6)) return { headers: { Authorization: `Bearer ${session}` } };
    const headers = { Cookie: `checkin_session=${session}` };
    return { headers, formToken: dice.chance(0.8) ? formToken : 'another' };
  }

  function send(dice: Dice, operation: DescribedOperation, caller: FuzzCaller): Promise<Answer> {
    const part = (name: string) => inAddress(textFor(dice, name));
    const shown = shownBy(dice, operation, caller);
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => part(name));
    const asked = operation.parameters.filter((parameter) => parameter.in === 'query' && dice.chance(0.6));
    const query = asked.map(({ name, schema }) => {
      const value = schema?.enum && dice.chance(0.8) ? String(dice.one(schema.enum)) : worded(dice, name);
      return `${name}=${inAddress(value)}`;
    });
    const body = operation.method === 'get' ? undefined : bodyFor(dice, operation, shown.formToken);
    const headers = {
      ...shown.headers,
      ...(body ? { 'Content-Type': body.type, 'Content-Length': body.bytes.length } : {}),
      Accept: dice.one(['application/json', 'text/html', '*/*']),
    };
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const url = `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
      const asking = ask({ port, host: '127.0.0.1', method: operation.method, path: url, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      asking.once('error', reject).end(body?.bytes);
    });
  }

  /** What is wrong with an answer; nothing if all is well. */
  function faults({ status, headers, text }: Answer, mayName: readonly string[]): string[] {
    const said: string[] = [];
    if (status >= 500) said.push(`answers ${status}`);
    if (INSIDE.test(text) && !String(headers['content-type']).includes('openmetrics')) said.push('shows its inside');
    if (status >= 400 && String(headers['content-type']).includes('json')) {
      const problem = JSON.parse(text) as { type?: unknown; title?: unknown; status?: unknown };
      if (!String(problem.type).startsWith('urn:checkin:problem:') || problem.status !== status)
        said.push('refuses without a problem');
    }
    const strangers = [PEOPLE.wang.name, PEOPLE.sun.name].filter((name) => !mayName.includes(name));
    const named = strangers.filter((name) => text.includes(name));
    if (named.length > 0) said.push(`names ${named.join()}`);
    return said;
  }

  it(`gives neither a fault, nor its inside, nor another scope away (${REQUESTS} requests, seed ${SEED})`, async () => {
    const dice = new Dice(SEED);
    const document = await (
      await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`)
    ).json();
    const operations = operationsOf(document);
    const found: string[] = [];
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < REQUESTS; sent += 1) {
      if (sent % 200 === 0) world.advance(61_000);
      const operation = sent < operations.length ? (operations[sent] as DescribedOperation) : dice.one(operations);
      const caller = dice.one(callers);
      const answer = await send(dice, operation, caller);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      for (const fault of faults(answer, caller.mayName))
        found.push(`request ${sent}: ${operation.id} as ${caller.who} ${fault}: ${answer.text.slice(0, 200)}`);
    }
    deepEqual(found, [], `CHECKIN_FUZZ_SEED=${SEED}`);
    const successes = [...statuses].filter(([status]) => status < 400).reduce((sum, [, count]) => sum + count, 0);
    ok(successes > REQUESTS / 20, `hardly anything was let through: ${JSON.stringify([...statuses])}`);
  });
});
