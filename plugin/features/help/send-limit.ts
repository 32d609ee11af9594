import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../../kernel/problem';

const HOUR = 3600;
/** A campus shares one address, and on the first day many have the same question. */
const BY_ADDRESS = 60;
const BY_PERSON = 20;
/** Of all who are not signed in: the list stays one that people can read, and the table one that can be kept. */
const BY_STRANGERS = 600;
const STRANGERS = 'strangers';

/** How many requests the help desk takes in an hour; 429 beyond. In memory: each instance counts for itself. */
export class SendLimit {
  private readonly addresses = new RateLimiterMemory({ points: BY_ADDRESS, duration: HOUR });
  private readonly people = new RateLimiterMemory({ points: BY_PERSON, duration: HOUR });
  private readonly strangers = new RateLimiterMemory({ points: BY_STRANGERS, duration: HOUR });

  /** Counts one of a person who is signed in. */
  async countPerson(personNo: string): Promise<void> {
    await count(this.people, personNo);
  }

  /** Counts one of whoever sits at an address. What is refused by its address uses up nobody else's share. */
  async countStranger(address: string): Promise<void> {
    const all = await this.strangers.get(STRANGERS);
    if (all && all.consumedPoints >= BY_STRANGERS) throw tooMany(all);
    await count(this.addresses, address);
    await count(this.strangers, STRANGERS);
  }
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw tooMany(refusal);
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): Problem {
  const minutes = Math.max(1, Math.ceil(msBeforeNext / 60_000));
  const detail = `这里一小时内发出的求助太多了，请 ${minutes} 分钟后再发送，或直接打帮助台的电话。`;
  return new Problem('too-many-requests', { detail, retryAfter: Math.ceil(msBeforeNext / 1000) });
}
