import { randomBytes } from 'node:crypto';

/** An id of 25 characters that sorts by time: the instant (milliseconds), then something random. */
export function createTimeId(at: number): string {
  return timeIdPrefix(at) + randomBytes(8).toString('hex');
}

/** What the ids of an instant begin with: all earlier ids sort before it. */
export function timeIdPrefix(at: number): string {
  return at.toString(36).padStart(9, '0');
}
