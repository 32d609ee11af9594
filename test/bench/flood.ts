import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Shot } from './measure';

/** What is sent to this process: reports, how many a second, for how long, and over how many lines at most. */
export interface Flood {
  port: number;
  shots: Shot[];
  perSecond: number;
  seconds: number;
  lines: number;
}

/** What came of it; times in milliseconds. */
export interface Flooded {
  sent: number;
  /** Which shots were acknowledged, and after how long. */
  accepted: { shot: number; ms: number }[];
  refused: number[];
  /** Refusals that did not say when to come back. */
  withoutRetryAfter: number;
  /** Answers that are neither, and lines that broke. */
  others: number;
  broken: number;
  /** Still without an answer long after the last was sent. */
  unanswered: number;
}

const TICK_MS = 2;
const LAST_ANSWERS_MS = 10_000;
const ANSWER = /^HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n/;

/**
 * Students who do not wait for one another: so many reports a second, whatever becomes of those before. Who is refused comes
 * again after all others. Bare sockets, since a client that costs as much as the server could not overload it.
 */
class Students {
  private readonly free: Socket[] = [];
  private readonly left: number[];
  private next = 0;
  private sent = 0;
  private waiting = 0;
  private readonly seen: Flooded = {
    sent: 0,
    accepted: [],
    refused: [],
    withoutRetryAfter: 0,
    others: 0,
    broken: 0,
    unanswered: 0,
  };

  constructor(private readonly flood: Flood) {
    this.left = flood.shots.map((_, index) => index);
  }

  async run(): Promise<Flooded> {
    const { perSecond, seconds, lines } = this.flood;
    while (this.free.length < lines) this.free.unshift(await this.openLine());
    const begun = performance.now();
    for (let ms = 0; ms < seconds * 1000; ms = performance.now() - begun) {
      while (this.sent < (ms / 1000) * perSecond && this.send());
      await pause(TICK_MS);
    }
    for (const end = performance.now() + LAST_ANSWERS_MS; this.waiting > 0 && performance.now() < end; )
      await pause(TICK_MS);
    return { ...this.seen, sent: this.sent, unanswered: this.waiting };
  }

  /** False where no line is free: then the load is bounded by them. */
  private send(): boolean {
    const [shot, line] = [this.left[this.next], this.free.pop()];
    if (shot === undefined || !line) return false;
    this.next += 1;
    this.sent += 1;
    this.waiting += 1;
    const begun = performance.now();
    let text = '';
    const take = (part: Buffer): void => {
      text += part.toString('latin1');
      const [head = '', status = ''] = ANSWER.exec(text) ?? [];
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (head === '' || text.length < head.length + length) return;
      line.off('data', take);
      this.free.push(line);
      this.note(shot, Number(status), head, performance.now() - begun);
    };
    line.on('data', take).write(requestOf(this.flood.shots[shot] as Shot));
    return true;
  }

  private note(shot: number, status: number, head: string, ms: number): void {
    this.waiting -= 1;
    if (status === 201 || status === 200) return void this.seen.accepted.push({ shot, ms });
    this.left.push(shot);
    if (status !== 503) this.seen.others += 1;
    else this.seen.refused.push(ms);
    if (status === 503 && !/^retry-after: \d+/im.test(head)) this.seen.withoutRetryAfter += 1;
  }

  /** They are open before it begins, as a balancer keeps them: a server takes new lines one by one. */
  private async openLine(): Promise<Socket> {
    const line = connect(this.flood.port, '127.0.0.1').setNoDelay(true);
    await once(line, 'connect');
    return line.on('error', () => {
      this.seen.broken += 1;
    });
  }
}

function requestOf({ method, path, headers, body = '' }: Shot): string {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers, 'Content-Length': Buffer.byteLength(body) });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

process.once('message', (flood: Flood) => {
  void new Students(flood).run().then((seen) => process.send?.(seen, () => process.exit(0)));
});
