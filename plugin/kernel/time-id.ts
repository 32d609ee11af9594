import { randomBytes } from 'node:crypto';

/** An id of 25 characters that sorts by time: the instant (milliseconds), then something random. */
export function createTimeId(at: number): string {
  return at.toString(36).padStart(9, '0') + randomBytes(8).toString('hex');
}
