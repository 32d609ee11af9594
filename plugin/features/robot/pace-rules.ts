import type { Pace } from './protocol-rules';

/** Whether a call may be made now: then with the calls to remember, or else when. */
export type Turn = { calls: number[] } | { notBefore: number };

/**
 * Keeps calls within every pace: of those made before, in milliseconds, none is counted that is as old as the span. What
 * comes back is what the next one is judged by.
 */
export function takeTurn(paces: readonly Pace[], before: readonly number[], now: number): Turn {
  const longest = Math.max(...paces.map(({ ms }) => ms));
  const counted = before.filter((at) => at > now - longest && at <= now);
  const waits = paces.map(({ calls, ms }) => {
    const inSpan = counted.filter((at) => at > now - ms);
    const oldest = inSpan[inSpan.length - calls];
    return oldest === undefined ? now : oldest + ms;
  });
  const notBefore = Math.max(...waits);
  return notBefore > now ? { notBefore } : { calls: [...counted, now] };
}
