import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JwtPayload, type Secret, verify } from 'jsonwebtoken';
import { createWorld, HOST_SECRET, type World } from '../support/world';

/** A call for messages as the host got it, its token checked. */
export interface Call {
  people: string[];
  title: string;
  text: string;
  url: string;
  claims: JwtPayload;
  header: { alg: string; typ?: string; kid?: string };
}

type Answer = { status?: number; headers?: Record<string, string>; body?: unknown; hang?: boolean; drop?: boolean };

/** A host that takes messages over HTTP on loopback, and believes none whose token is not in order. */
export class StandInHost {
  calls: Call[] = [];
  /** Calls whose token was refused, and why. */
  refused: string[] = [];
  /** What it answers; left out, that all were reached. */
  answer: (call: Call) => Answer = ({ people }) => ({ body: { delivered: people.length, failed: 0 } });
  /** By which key tokens are checked. */
  keyOf: (kid: string | undefined) => Promise<Secret> = async () => '';
  now: () => number = () => 0;
  private readonly spent = new Set<string>();
  private server!: Server;

  async open(): Promise<void> {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/messages`;
  }

  reset(): void {
    this.calls = [];
    this.refused = [];
    this.answer = ({ people }) => ({ body: { delivered: people.length, failed: 0 } });
  }

  close(): void {
    this.server.close().closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    try {
      const call = { ...JSON.parse(text), ...(await this.check(request)) } as Call;
      this.calls.push(call);
      this.give(response, this.answer(call));
    } catch (error) {
      this.refused.push(String(error));
      response.writeHead(401).end();
    }
  }

  /** What a careful host asks of a token of the module (contract, 8). */
  private async check({ method, headers }: IncomingMessage): Promise<Pick<Call, 'claims' | 'header'>> {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Call['header'];
    const options = {
      algorithms: ['HS256', 'RS256'] as const,
      issuer: 'campus-checkin',
      audience: 'https://portal.example',
      clockTimestamp: Math.floor(this.now() / 1000),
    };
    const claims = verify(token, await this.keyOf(header.kid), { ...options, algorithms: ['HS256', 'RS256'] });
    if (typeof claims === 'string' || header.typ !== 'module+jwt' || method !== 'POST') throw new Error('not a call');
    const { iat = 0, exp = 0, jti = '' } = claims;
    if (exp <= iat || exp - iat > 300) throw new Error('its life is too long');
    if (jti === '' || this.spent.has(jti)) throw new Error('spent');
    this.spent.add(jti);
    return { claims, header };
  }

  private give(response: ServerResponse, { status = 200, headers = {}, body, hang, drop }: Answer): void {
    if (hang) return;
    if (drop) return void response.destroy();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
  }
}

/** A world whose host takes messages, for the tests of a file. */
export function createHostWorld(): { world: World; host: StandInHost } {
  const host = new StandInHost();
  const world = createWorld(() => ({ HOST_NOTIFY_URL: host.url }), host);
  host.keyOf = async () => HOST_SECRET;
  host.now = () => world.now;
  return { world, host };
}
