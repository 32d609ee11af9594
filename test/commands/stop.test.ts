import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { addDays, civilDateOf } from '../../plugin/kernel/civil-date';
import { Sessions } from '../../plugin/kernel/session';
import { aCampaign, aReport, createWorld, PEOPLE, type Someone } from '../support/world';
import { startServing } from './programs';

describe('an instance that is told to stop under load', () => {
  const world = createWorld();
  const today = civilDateOf(Date.now(), 'Asia/Shanghai');
  const path = `/api/campaigns/now/reports/${today}`;

  const headersOf = ({ personNo, type }: Someone): Record<string, string> => {
    const { SESSION_SECRET = '' } = world.input();
    const sessions = new Sessions(SESSION_SECRET, { now: () => Date.now() }, { basePath: '', secure: false });
    const { token } = sessions.open({ personNo, personType: type });
    return { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  };
  const bodyOf = (note: string) => JSON.stringify({ answers: aReport({ note }) });

  /** What a balancer does: sends people to the first instance until it says that it is not ready any more. */
  class Balancer {
    readonly told: number[] = [];
    private isOver = false;

    constructor(
      readonly first: string,
      readonly second: string,
    ) {}

    get to(): string {
      return this.isOver ? this.second : this.first;
    }

    async watch(): Promise<void> {
      while (!this.isOver) {
        const { status } = await fetch(`${this.first}/readyz`);
        if (status !== 200) this.told.push(status);
        this.isOver = status !== 200;
        await sleep(20);
      }
    }
  }

  /** Sends one report after the other, the last ten of them to the second instance, and gives how many there were. */
  async function report(who: Someone, balancer: Balancer): Promise<number> {
    const headers = headersOf(who);
    for (let [count, left] = [1, 10]; ; count += 1) {
      const { to } = balancer;
      const answer = await fetch(to + path, { method: 'PUT', headers, body: bodyOf(`第${count}次`) });
      expect(answer.status, await answer.text()).to.be.oneOf([200, 201]);
      if (to === balancer.second) left -= 1;
      if (left === 0) return count;
      await sleep(10);
    }
  }

  /** Begins to send a report; the rest follows when it is wanted. */
  function begin(who: Someone, at: string): { finish(): Promise<number | undefined> } {
    const body = bodyOf('慢慢传来');
    const headers = { ...headersOf(who), 'Content-Length': Buffer.byteLength(body) };
    const sending: ClientRequest = request(at + path, { method: 'PUT', headers });
    sending.write(body.slice(0, 20));
    const answered = once(sending, 'response');
    return {
      async finish() {
        sending.end(body.slice(20));
        const [answer] = (await answered) as [IncomingMessage];
        answer.resume();
        return answer.statusCode;
      },
    };
  }

  it('drops nobody, not even who is slow, and the other instance goes on', async () => {
    await world.apply(aCampaign({ code: 'now', startsOn: today, endsOn: addDays(today, 30), trialUntil: today }));
    world.advance(Date.now() - world.now);
    const staying = world.app.listen(0, '127.0.0.1');
    await once(staying, 'listening');
    const second = `http://127.0.0.1:${(staying.address() as AddressInfo).port}`;
    const leaving = await startServing(world.input() as NodeJS.ProcessEnv);
    const slow = begin(PEOPLE.sun, leaving.at);
    const balancer = new Balancer(leaving.at, second);
    const loads = [PEOPLE.wang, PEOPLE.li, PEOPLE.zhao, PEOPLE.qian].map((who) => report(who, balancer));
    const watching = balancer.watch();
    await sleep(200);
    leaving.child.kill('SIGTERM');
    await watching;
    expect(balancer.told).to.deep.equal([503]);
    expect(await slow.finish()).to.equal(201);
    const counts = await Promise.all(loads);
    expect((await leaving.gone).code).to.equal(0);
    staying.close();
    const kept = await world.database.knex('checkin_report_revision').count({ total: '*' });
    expect(Number(kept[0]?.total)).to.equal(counts.reduce((sum, each) => sum + each, 1));
  });
});
