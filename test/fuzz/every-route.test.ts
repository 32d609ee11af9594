import { deepEqual, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';
import { bodyFor, type DescribedOperation, Dice, operationsOf, textFor } from './requests';

/** `CHECKIN_FUZZ=50000` sends more of them; the seed makes the same ones again. */
const REQUESTS = Number(process.env.CHECKIN_FUZZ || 1_500);
const SEED = Number(process.env.CHECKIN_FUZZ_SEED || 20_210_118);

/** What no answer may hold: the inside of the program, or of its database. */
const INSIDE = /\bat [\w.<>]+ \(|node_modules|\.ts:\d+|SQLITE_|\bER_[A-Z]{3}|select .* from|insert into/i;

/** Half of a character has no place in an address; a body may try it. */
const inAddress = (text: string) => encodeURIComponent(Buffer.from(text).toString());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

describe('every route, whatever it is sent', function () {
  this.timeout(REQUESTS * 40 + 60_000);
  const world = createWorld();
  let server: Server;
  let callers: { who: string; session: string; mayName: readonly string[] }[];

  beforeEach(async () => {
    server = world.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await (await world.as(PEOPLE.wang)).submit(aFever());
    await (await world.as(PEOPLE.sun)).submit(aReport());
    const as = async (who: (typeof PEOPLE)[keyof typeof PEOPLE], mayName: readonly string[]) => ({
      who: who.name,
      session: (await world.as(who)).session,
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

  function send(dice: Dice, operation: DescribedOperation, session: string): Promise<Answer> {
    const part = (name: string) => inAddress(textFor(dice, name));
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => part(name));
    const asked = operation.parameters.filter((parameter) => parameter.in === 'query' && dice.chance(0.6));
    const query = asked.map(({ name, schema }) => {
      const value = schema?.enum && dice.chance(0.8) ? String(dice.one(schema.enum)) : textFor(dice, name);
      return `${name}=${inAddress(value)}`;
    });
    const body = operation.method === 'get' ? undefined : bodyFor(dice, operation);
    const headers = {
      ...(session ? { Authorization: `Bearer ${session}` } : {}),
      ...(body ? { 'Content-Type': body.type, 'Content-Length': body.bytes.length } : {}),
      Accept: dice.one(['application/json', 'text/html', '*/*']),
    };
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const url = `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
      const asking = request({ port, host: '127.0.0.1', method: operation.method, path: url, headers }, (answer) => {
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

  it(`gives neither a fault, nor its inside, nor another scope away (${REQUESTS} requests)`, async () => {
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
      const answer = await send(dice, operation, caller.session);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      for (const fault of faults(answer, caller.mayName))
        found.push(`request ${sent}: ${operation.id} as ${caller.who} ${fault}: ${answer.text.slice(0, 200)}`);
    }
    deepEqual(found, []);
    const successes = [...statuses].filter(([status]) => status < 400).reduce((sum, [, count]) => sum + count, 0);
    ok(successes > REQUESTS / 20, `hardly anything was let through: ${JSON.stringify([...statuses])}`);
  });
});
