import { setImmediate } from 'node:timers/promises';

/** Rows or people in one statement: within what each database takes, and quickly done. */
export const BATCH = 250;

/** A list in parts of a size, the last one of what is left; of {@link BATCH} for statements. */
export function batches<T>(items: readonly T[], size = BATCH): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Lets others have their turn: the embedded database answers without ever giving one. */
export async function breathe(): Promise<void> {
  await setImmediate();
}
