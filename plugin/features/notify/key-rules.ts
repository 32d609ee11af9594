const HOUR = 3_600_000;
/** How old the youngest key becomes before the next one is made. */
const RENEWED_AFTER = 90 * 24 * HOUR;
/** A key is published for so long before it signs, so that no host meets a name that its copy of the set lacks. */
const AHEAD = HOUR;
/** And for so long after another has taken its place, until the last token that it signed has run out. */
const LINGERS = HOUR;

/** When a key was made, in milliseconds. Keys come in their order, the oldest first. */
interface Made {
  madeAt: number;
}

/** The key that signs now: the youngest that has been published long enough; of a single one, that one. */
export function signingKey<K extends Made>(keys: readonly K[], now: number): K | undefined {
  return keys.filter(({ madeAt }) => madeAt + AHEAD <= now).at(-1) ?? keys[0];
}

/** True for a key whose successor has signed for so long that nothing signed by it is still good. */
export function isRetired(keys: readonly Made[], index: number, now: number): boolean {
  const next = keys[index + 1];
  return next !== undefined && next.madeAt + AHEAD + LINGERS <= now;
}

/** True when it is time to make the next key. */
export function isKeyDue(keys: readonly Made[], now: number): boolean {
  const youngest = keys.at(-1);
  return youngest === undefined || youngest.madeAt + RENEWED_AFTER <= now;
}
