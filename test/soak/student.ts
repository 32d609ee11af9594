import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOf } from '../support/deployment';
import type { School } from './school';

const HANGS_AFTER_MS = 120_000;
const PAUSE_MS = 1_000;
const LONGEST_WAIT_MS = 1_000;

/** What was acknowledged, as it was acknowledged. */
export interface Receipt {
  note: string;
  revision: number;
  receipt: string;
  status: string;
}

/** What all students together have seen. */
export class Sights {
  acknowledged = 0;
  /** Bodies that had to be sent more than once, and those whose first sending had been kept already. */
  repeated = 0;
  keptAlready = 0;
  refused = 0;
  cutOff = 0;
  /** Milliseconds: of one student until a body was acknowledged, and of all of them without any acknowledgement. */
  longestWait = 0;
  longestGap = 0;
  /** Answers that nobody should see. */
  readonly wrong = new Map<string, number>();
  private last = performance.now();

  acknowledge(waited: number): void {
    const now = performance.now();
    this.acknowledged += 1;
    this.longestWait = Math.max(this.longestWait, waited);
    this.longestGap = Math.max(this.longestGap, now - this.last);
    this.last = now;
  }

  complain(words: string): void {
    this.wrong.set(words, (this.wrong.get(words) ?? 0) + 1);
  }
}

interface Answer {
  sentAt: number;
  status: number;
  retryAfter: number;
  text: string;
}

/** A student whose phone sends each body until it is acknowledged, to whichever instance answers, and keeps every receipt. */
export class Student {
  readonly receipts: Receipt[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly session: string;
  private turn: number;

  constructor(
    readonly personNo: string,
    private readonly index: number,
    private readonly school: School,
    private readonly ports: readonly number[],
    private readonly sights: Sights,
  ) {
    this.session = sessionOf(personNo, 'student');
    this.turn = index;
  }

  /** Whether this one ends with a fever, after which a report waits for review and is not corrected any more. */
  get endsWithFever(): boolean {
    return this.index % 5 === 0;
  }

  /** Reports and corrects, again and again until told that it is enough. */
  async report(isEnough: () => boolean): Promise<void> {
    await sleep(Math.random() * PAUSE_MS);
    for (let count = 1; !isEnough(); count += 1) {
      await this.send(`${this.personNo} 第${count}次`, 36.5);
      await sleep(Math.random() * 2 * PAUSE_MS);
    }
    if (this.endsWithFever) await this.send(`${this.personNo} 发热`, 38.6);
    this.agent.destroy();
  }

  private async send(note: string, temperature: number): Promise<void> {
    const location = { source: 'manual', region: '四川省/成都市/龙泉驿区' };
    const answers = { temperature, symptoms: [], highRiskArea: false, location, truthful: true, note };
    const body = JSON.stringify({ answers });
    const begun = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.attempt(body);
      if (answer?.status === 200 || answer?.status === 201) {
        this.keep(note, answer, attempt);
        return this.sights.acknowledge(performance.now() - begun);
      }
      if (answer?.status === 409) throw new Error(`${note}: ${answer.text}`);
      const pause = answer ? Math.min(answer.retryAfter * 1000, LONGEST_WAIT_MS) : LONGEST_WAIT_MS / 5;
      await sleep(pause * (0.5 + Math.random() / 2));
    }
  }

  /** One sending, each to the other instance than the one before; nothing where the line was cut. */
  private async attempt(body: string): Promise<Answer | undefined> {
    const port = this.ports[this.turn % this.ports.length] ?? 0;
    try {
      const answer = await this.put(port, body);
      if (answer.status === 503 && answer.retryAfter > 0) this.sights.refused += 1;
      else if (answer.status > 201) this.sights.complain(`${answer.status} ${answer.text.slice(0, 120)}`);
      if (answer.status > 201) this.turn += 1;
      return answer;
    } catch (error) {
      if ((error as Error).message === 'hangs') this.sights.complain(`no answer in ${HANGS_AFTER_MS / 1000} s`);
      this.sights.cutOff += 1;
      this.turn += 1;
      return undefined;
    }
  }

  private keep(note: string, { text, sentAt }: Answer, attempt: number): void {
    const { revision, receipt, status, submittedAt } = JSON.parse(text) as Receipt & { submittedAt: string };
    if (attempt > 1) this.sights.repeated += 1;
    if (Date.parse(submittedAt) < sentAt) this.sights.keptAlready += 1;
    this.receipts.push({ note, revision, receipt, status });
  }

  private put(port: number, body: string): Promise<Answer> {
    const path = `/api/campaigns/winter/reports/${this.school.today}`;
    const headers = {
      Authorization: `Bearer ${this.session}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    const sentAt = Date.now();
    return new Promise((resolve, reject) => {
      const asked = request({ agent: this.agent, host: '127.0.0.1', port, method: 'PUT', path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (more: string) => {
          text += more;
        });
        answer.once('error', reject).once('end', () => {
          if (!answer.complete) return reject(new Error('cut off'));
          const retryAfter = Number(answer.headers['retry-after'] ?? 0);
          resolve({ sentAt, status: answer.statusCode ?? 0, retryAfter, text });
        });
      });
      asked.setTimeout(HANGS_AFTER_MS, () => asked.destroy(new Error('hangs')));
      asked.once('error', reject).end(body);
    });
  }
}
