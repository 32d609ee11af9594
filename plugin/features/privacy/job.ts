import { civilDateOf } from '../../kernel/civil-date';
import type { Clock } from '../../kernel/clock';
import type { Job } from '../../kernel/jobs';
import { SYSTEM } from '../audit';
import { type EraseParts, eraseExpired } from './erase';

/** Once a day, as soon as it has begun: what was kept as long as it may be goes. */
export function erasingJob(parts: EraseParts & { clock: Clock }): Job {
  return {
    name: 'erase',
    due: async (now) => [civilDateOf(now, parts.timeZone)],
    async run(today, { signal }) {
      await eraseExpired(parts, { today, now: parts.clock.now(), actor: SYSTEM, signal });
    },
  };
}
