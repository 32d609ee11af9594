/** The one source of time. Tests give their own; nothing else in the module asks the machine what time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a caller may hand over as a clock: ours, or a function or object that answers a `Date` or milliseconds. */
export type ClockLike = Clock | { now(): number | Date } | (() => number | Date);

export const systemClock: Clock = { now: () => Date.now() };

/** Makes a {@link Clock} of whatever a host handed over. */
export function asClock(like: ClockLike): Clock {
  const read = typeof like === 'function' ? like : () => like.now();
  return { now: () => Number(read()) };
}

/** An instant in milliseconds as RFC 3339 in UTC, to the millisecond, ending in `Z`. */
export function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
