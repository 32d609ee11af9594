import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolUse } from './database';

/** What the module counts about itself; one registry an instance, so that two run in one process. */
export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  launches: Counter<'outcome'>;
  batchSize: Histogram;
  /** Submissions that wait for a commit. */
  queue: Gauge;
  /** People told of something, by how and how it ended. */
  messages: Counter<'channel' | 'outcome'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'checkin_http_request_seconds',
      help: 'Time from a request to its answer',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    launches: new Counter({
      name: 'checkin_launches_total',
      help: 'Launches by how they ended',
      labelNames: ['outcome'],
      registers,
    }),
    batchSize: new Histogram({
      name: 'checkin_submission_batch_size',
      help: 'Submissions that shared a commit',
      buckets: [1, 2, 5, 10, 20, 50, 100],
      registers,
    }),
    queue: new Gauge({
      name: 'checkin_submission_queue',
      help: 'Submissions that wait for a commit',
      registers,
    }),
    messages: new Counter({
      name: 'checkin_messages_total',
      help: 'Messages by channel and how they ended; of the host, people',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
  };
}

/** What is asked for when somebody reads the metrics, rather than counted as it happens. */
interface Watched {
  pool(): PoolUse;
  /** By job, for how many seconds the oldest of what is due has been waiting. */
  jobLags(): ReadonlyMap<string, number>;
}

/** Adds how the database's connections are used, and how far the jobs are behind. */
export function watch({ registry }: Metrics, { pool, jobLags }: Watched): void {
  const registers = [registry];
  new Gauge({
    name: 'checkin_database_connections',
    help: 'Connections to the database in use and idle, and requests that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(pool())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'checkin_job_lag_seconds',
    help: 'How long the oldest of what a job has to do has been waiting, as this instance has seen it',
    labelNames: ['job'],
    registers,
    collect() {
      for (const [job, seconds] of jobLags()) this.set({ job }, seconds);
    },
  });
}
