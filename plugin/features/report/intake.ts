import { again, isDuplicate, isUnavailable, Overtaken } from '../../kernel/database';
import { sendAway } from '../../kernel/http';
import type { Metrics } from '../../kernel/metrics';
import type { Outcome, SubmissionRequest, Submitted } from './submit';

interface Waiting {
  request: SubmissionRequest;
  resolve: (submitted: Submitted) => void;
  reject: (error: unknown) => void;
}

const BATCH = 100;
const QUEUE = 1_000;
/** So many commits may be under way at once, where each of them is full. */
const AT_ONCE = 4;

/**
 * The one way in for submissions: those that arrive while a commit is under way share the next one, which waits for the one
 * before unless it is full. There is no timer, so that a lone submission waits for nobody; the queue is bounded, and beyond
 * it the answer is 503.
 */
export class Intake {
  private readonly waiting: Waiting[] = [];
  /** Whose day is being judged: the next report of it waits for this one. */
  private readonly underWay = new Set<string>();
  private commits = 0;
  private isWoken = false;

  /** @param submitTogether judges and keeps those that go together */
  constructor(
    private readonly submitTogether: (list: SubmissionRequest[]) => Promise<Outcome[]>,
    private readonly metrics: Metrics,
  ) {}

  /** True while no more may wait. */
  get isFull(): boolean {
    return this.waiting.length >= QUEUE;
  }

  /** Answers after the commit. Throws the problem of this submission alone. */
  submit(request: SubmissionRequest): Promise<Submitted> {
    if (this.isFull) return sendAway();
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.metrics.queue.set(this.waiting.length);
      if (!this.isWoken && (this.commits === 0 || this.mayBeginAnother())) {
        this.isWoken = true;
        setImmediate(() => {
          this.isWoken = false;
          this.work();
        });
      }
    });
  }

  private mayBeginAnother(): boolean {
    return this.waiting.length >= BATCH && this.commits < AT_ONCE;
  }

  private work(): void {
    while (this.waiting.length > 0 && (this.commits === 0 || this.mayBeginAnother())) {
      const batch = this.takeBatch();
      if (batch.size === 0) return;
      this.commits += 1;
      void this.commit([...batch.values()]).finally(() => {
        for (const key of batch.keys()) this.underWay.delete(key);
        this.commits -= 1;
        this.work();
      });
    }
  }

  /** The next ones in their order; a second submission of the same day of the same person waits for a later commit. */
  private takeBatch(): Map<string, Waiting> {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const entry of this.waiting.splice(0)) {
      const { personNo, campaign, date } = entry.request;
      const key = `${campaign}/${date}/${personNo}`;
      if (taken.size < BATCH && !this.underWay.has(key)) {
        taken.set(key, entry);
        this.underWay.add(key);
      } else left.push(entry);
    }
    this.waiting.push(...left);
    this.metrics.queue.set(left.length);
    return taken;
  }

  private async commit(batch: Waiting[]): Promise<void> {
    this.metrics.batchSize.observe(batch.length);
    try {
      const outcomes = await this.run(batch.map(({ request }) => request));
      for (const [index, entry] of batch.entries()) settle(entry, outcomes[index]);
    } catch (error) {
      const together = batch.length > 1 && !isUnavailable(error);
      for (const entry of batch) {
        if (together) await this.commit([entry]);
        else entry.reject(error);
      }
    }
  }

  /** A rival on another instance who was first is seen at the next attempt. */
  private run(requests: SubmissionRequest[]): Promise<Outcome[]> {
    return again(
      () => this.submitTogether(requests),
      (error) => error instanceof Overtaken || isDuplicate(error),
    );
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined) reject(new Error('a submission was not judged'));
  else if ('refused' in outcome) reject(outcome.refused);
  else resolve(outcome.submitted);
}
