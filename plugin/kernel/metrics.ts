import { Counter, Histogram, Registry } from 'prom-client';

/** What the module counts about itself; one registry an instance, so that two run in one process. */
export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  launches: Counter<'outcome'>;
  batchSize: Histogram;
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
    messages: new Counter({
      name: 'checkin_messages_total',
      help: 'Messages by channel and how they ended; of the host, people',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
  };
}
