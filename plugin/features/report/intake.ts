import { type Database, isDuplicate, isUnavailable } from '../../kernel/database';
import type { Metrics } from '../../kernel/metrics';
import { Problem } from '../../kernel/problem';
import { Overtaken } from './store';
import { type Outcome, type SubmissionRequest, type SubmitParts, type Submitted, submitMany } from './submit';

interface Waiting {
  request: SubmissionRequest;
  resolve: (submitted: Submitted) => void;
  reject: (error: unknown) => void;
}

const BATCH = 100;
const QUEUE = 2_000;
const ATTEMPTS = 5;

/**
 * The one way in for submissions: those that arrive while a commit is under way share the next one. There is no timer, so
 * that a lone submission waits for nobody; the queue is bounded, and beyond it the answer is 503.
 */
export class Intake {
  private readonly waiting: Waiting[] = [];
  private busy = false;

  constructor(
    private readonly database: Database,
    private readonly parts: SubmitParts,
    private readonly metrics: Metrics,
  ) {}

  /** Answers after the commit. Throws the problem of this submission alone. */
  submit(request: SubmissionRequest): Promise<Submitted> {
    if (this.waiting.length >= QUEUE) throw new Problem('overloaded', { retryAfter: 2 });
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.metrics.queue.set(this.waiting.length);
      if (!this.busy) {
        this.busy = true;
        setImmediate(() => void this.work());
      }
    });
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) await this.commit(this.takeBatch());
    this.busy = false;
  }

  /** The next ones in their order; a second submission of the same day of the same person waits for the next commit. */
  private takeBatch(): Waiting[] {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const entry of this.waiting.splice(0)) {
      const { personNo, campaign, date } = entry.request;
      const key = `${campaign}/${date}/${personNo}`;
      if (taken.size < BATCH && !taken.has(key)) taken.set(key, entry);
      else left.push(entry);
    }
    this.waiting.push(...left);
    this.metrics.queue.set(left.length);
    return [...taken.values()];
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
  private async run(requests: SubmissionRequest[]): Promise<Outcome[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction((tx) => submitMany(tx, this.parts, requests));
      } catch (error) {
        const rival = error instanceof Overtaken || isDuplicate(error);
        if (!rival || attempt >= ATTEMPTS) throw error;
      }
    }
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined) reject(new Error('a submission was not judged'));
  else if ('refused' in outcome) reject(outcome.refused);
  else resolve(outcome.submitted);
}
