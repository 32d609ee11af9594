import { setImmediate } from 'node:timers/promises';

/** Rows or people in one statement: within what each database takes, and quickly done. */
export const BATCH = 250;

/** A list in parts of {@link BATCH}. */
export function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
}

/** Lets others have their turn: the embedded database answers without ever giving one. */
export async function breathe(): Promise<void> {
  await setImmediate();
}
