import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWorld, type World } from '../support/world';

/** What a group got. */
export interface Said {
  robot: 'wecom' | 'dingtalk' | 'feishu';
  text: string;
  /** Of the whole body. */
  bytes: number;
  at: number;
}

type Answer = { status?: number; headers?: Record<string, string>; body?: unknown; drop?: boolean };

const KEYS = {
  wecom: '11111111-2222-3333-4444-wecomkey0001',
  dingtalk: 'd1ng'.repeat(16),
  feishu: 'feishu-hook-token-0001',
};
export const SECRET = 'SEC-of-the-robot';
const HOUR = 3_600_000;

/** The three programs' robots over HTTP on loopback, as strict as they are documented to be. */
export class StandInRobots {
  said: Said[] = [];
  /** Everything that was asked, taken or not. */
  asked = 0;
  /** Answers in the place of a robot, first things first; none left, it answers by itself. */
  instead: Answer[] = [];
  now: () => number = () => 0;
  /** Robots that were set to ask for signatures. */
  signed = new Set<Said['robot']>();
  private server!: Server;

  async open(): Promise<void> {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  close(): void {
    this.server.close().closeAllConnections();
  }

  reset(): void {
    this.said = [];
    this.asked = 0;
    this.instead = [];
    this.signed.clear();
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  addressOf(robot: Said['robot']): string {
    if (robot === 'wecom') return `${this.origin}/cgi-bin/webhook/send?key=${KEYS.wecom}`;
    if (robot === 'dingtalk') return `${this.origin}/robot/send?access_token=${KEYS.dingtalk}`;
    return `${this.origin}/open-apis/bot/v2/hook/${KEYS.feishu}`;
  }

  texts(): string[] {
    return this.said.map(({ text }) => text);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.asked += 1;
    const body = Buffer.concat(chunks);
    const answer = this.instead.shift() ?? this.judge(new URL(request.url ?? '', this.origin), body);
    if (answer.drop) return void response.destroy();
    const headers = { 'Content-Type': 'application/json', ...answer.headers };
    response.writeHead(answer.status ?? 200, headers).end(JSON.stringify(answer.body));
  }

  private judge({ pathname, searchParams }: URL, body: Buffer): Answer {
    const json = JSON.parse(body.toString()) as Record<string, never>;
    if (pathname === '/cgi-bin/webhook/send') return this.wecom(searchParams, json, body.length);
    if (pathname === '/robot/send') return this.dingtalk(searchParams, json, body.length);
    if (pathname.startsWith('/open-apis/bot/v2/hook/')) return this.feishu(pathname, json, body.length);
    return { status: 404 };
  }

  private isTooFast(robot: Said['robot'], calls: number, ms: number): boolean {
    return this.said.filter((each) => each.robot === robot && each.at > this.now() - ms).length >= calls;
  }

  private hear(robot: Said['robot'], text: string, bytes: number): void {
    this.said.push({ robot, text, bytes, at: this.now() });
  }

  private wecom(query: URLSearchParams, { msgtype, text }: Record<string, { content: string }>, bytes: number): Answer {
    const content = text?.content ?? '';
    if (query.get('key') !== KEYS.wecom) return { body: { errcode: 93000, errmsg: 'invalid webhook url' } };
    if ((msgtype as unknown) !== 'text' || content === '')
      return { body: { errcode: 40008, errmsg: 'invalid message type' } };
    if (Buffer.byteLength(content) > 2_048) return { body: { errcode: 40058, errmsg: 'exceed max length 2048' } };
    if (this.isTooFast('wecom', 20, 60_000)) return { body: { errcode: 45009, errmsg: 'api freq out of limit' } };
    this.hear('wecom', content, bytes);
    return { body: { errcode: 0, errmsg: 'ok' } };
  }

  private dingtalk(
    query: URLSearchParams,
    { msgtype, text }: Record<string, { content: string }>,
    bytes: number,
  ): Answer {
    const content = text?.content ?? '';
    if (query.get('access_token') !== KEYS.dingtalk) return { body: { errcode: 300001, errmsg: 'token is not exist' } };
    if (this.signed.has('dingtalk') && !this.isSigned(query))
      return { body: { errcode: 310000, errmsg: 'sign not match' } };
    if ((msgtype as unknown) !== 'text' || content === '') return { body: { errcode: 400105, errmsg: 'msgtype' } };
    if (bytes > 20_000) return { body: { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' } };
    if (this.isTooFast('dingtalk', 20, 60_000)) return { body: { errcode: 130101, errmsg: 'send too fast' } };
    this.hear('dingtalk', content, bytes);
    return { body: { errcode: 0, errmsg: 'ok' } };
  }

  private isSigned(query: URLSearchParams): boolean {
    const timestamp = query.get('timestamp') ?? '';
    const sign = createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`, 'utf8').digest('base64');
    return query.get('sign') === sign && Math.abs(Number(timestamp) - this.now()) < HOUR;
  }

  private feishu(path: string, json: Record<string, unknown>, bytes: number): Answer {
    const { timestamp, sign, msg_type, content } = json as Record<string, string>;
    const text = (content as unknown as { text?: string } | undefined)?.text ?? '';
    if (!path.endsWith(KEYS.feishu))
      return { status: 400, body: { code: 19001, msg: 'param invalid: incoming webhook access token invalid' } };
    const wanted = createHmac('sha256', `${timestamp}\n${SECRET}`).update('').digest('base64');
    const isLate = Math.abs(Number(timestamp) * 1000 - this.now()) >= HOUR;
    if (this.signed.has('feishu') && (sign !== wanted || isLate))
      return { status: 400, body: { code: 19021, msg: 'sign match fail' } };
    if (msg_type !== 'text' || text === '') return { status: 400, body: { code: 9499, msg: 'Bad Request' } };
    if (bytes > 20 * 1024) return { status: 400, body: { code: 9499, msg: 'Bad Request' } };
    if (this.isTooFast('feishu', 5, 1_000) || this.isTooFast('feishu', 100, 60_000))
      return { status: 429, body: { code: 11232, msg: 'frequency limited' } };
    this.hear('feishu', text, bytes);
    return { body: { code: 0, msg: 'success', StatusCode: 0, StatusMessage: 'success', data: {} } };
  }
}

/** A world whose groups have robots that are stood in for, for the tests of a file. */
export function createRobotWorld(): { world: World; stand: StandInRobots } {
  const stand = new StandInRobots();
  const world = createWorld(() => ({ ROBOT_ORIGINS: stand.origin }), stand);
  stand.now = () => world.now;
  return { world, stand };
}
