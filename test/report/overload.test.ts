import { expect } from 'chai';
import { Intake } from '../../plugin/features/report';
import type { Outcome, SubmissionRequest, Submitted } from '../../plugin/features/report/submit';
import { Overtaken } from '../../plugin/kernel/database';
import { createMetrics } from '../../plugin/kernel/metrics';
import { Problem } from '../../plugin/kernel/problem';

/** What may wait, and the batch that is on its way. */
const HOLDS = 1_100;

describe('ten times the submissions that fit', () => {
  it('are told to come back, but for those that fit, and these are all served', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const submitted = { outcome: 'created', revision: 1 } as Submitted;
    const intake = new Intake((list) => held.then(() => list.map(() => ({ submitted }))), createMetrics());
    const request = (index: number) => ({ personNo: String(index), campaign: 'c', date: 'd' }) as SubmissionRequest;

    const first = Array.from({ length: 100 }, (_, index) => intake.submit(request(index)));
    await new Promise(setImmediate);
    const rest = Array.from({ length: 10 * HOLDS - 100 }, (_, index) => intake.submit(request(100 + index)));
    release();
    const ends = await Promise.allSettled([...first, ...rest]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).to.have.length(HOLDS);
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refusals).to.have.length(9 * HOLDS);
    for (const refusal of refusals) {
      expect(refusal).to.be.instanceOf(Problem).with.property('status', 503);
      expect((refusal as Problem).details.retryAfter).to.equal(2);
    }
    expect((await intake.submit(request(0))).revision).to.equal(1);
  });

  it('go beside each other in full batches, but never two of one student', async () => {
    const batches: number[] = [];
    const releases: (() => void)[] = [];
    const submitted = { outcome: 'created', revision: 1 } as Submitted;
    const submitTogether = (list: SubmissionRequest[]) =>
      new Promise<Outcome[]>((resolve) => {
        batches.push(list.length);
        releases.push(() => resolve(list.map(() => ({ submitted }))));
      });
    const intake = new Intake(submitTogether, createMetrics());
    const submit = (index: number) =>
      intake.submit({ personNo: String(index), campaign: 'c', date: 'd' } as SubmissionRequest);

    let isAnswered = false;
    const all = Array.from({ length: 100 }, (_, index) => submit(index));
    const again = submit(0).finally(() => {
      isAnswered = true;
    });
    all.push(...Array.from({ length: 150 }, (_, index) => submit(100 + index)));
    await new Promise(setImmediate);
    expect(batches, 'what is not full waits').to.deep.equal([100, 100]);
    releases[1]?.();
    await Promise.all(all.slice(100, 200));
    await new Promise(setImmediate);
    expect(batches, 'one is still under way').to.deep.equal([100, 100]);
    expect(isAnswered, 'the first of the student is').to.equal(false);
    releases[0]?.();
    await Promise.all(all.slice(0, 100));
    await new Promise(setImmediate);
    releases[2]?.();
    await Promise.all(all.slice(200));
    expect(batches).to.deep.equal([100, 100, 51]);
    expect((await again).revision).to.equal(1);
  });

  it('are judged again when the database gave them up to a rival, or a rival was first', async () => {
    const troubles = [{ errno: 1047 }, { errno: 1213 }, { errno: 1062 }, new Overtaken()];
    const submitted = { outcome: 'created', revision: 1 } as Submitted;
    const intake = new Intake(async (list) => {
      const trouble = troubles.shift();
      if (trouble) throw trouble;
      return list.map(() => ({ submitted }));
    }, createMetrics());
    const request = { personNo: '1', campaign: 'c', date: 'd' } as SubmissionRequest;
    expect((await intake.submit(request)).revision).to.equal(1);
  });
});
