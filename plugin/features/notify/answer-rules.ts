/** How a message went for one person; `unsure` where nobody can say. */
export type Fate = 'delivered' | 'failed' | 'unsure';

/** How a message went for all people of one call. */
export interface Outcome {
  delivered: number;
  failed: number;
  /** By person; whoever is missing is `unsure`. */
  fates: Map<string, Fate>;
}

/** The same for everybody. */
export function allOf(people: readonly string[], fate: Fate): Outcome {
  const delivered = fate === 'delivered' ? people.length : 0;
  return {
    delivered,
    failed: people.length - delivered,
    fates: new Map(people.map((personNo) => [personNo, fate])),
  };
}

/**
 * What a host's `{delivered, failed}` says of the people it was given: numbers, or lists of their numbers. Whoever it
 * passes over was not reached. Nothing where the answer cannot be read that way.
 */
export function readOutcome(people: readonly string[], answer: unknown): Outcome | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { delivered, failed } = answer as Record<string, unknown>;
  if (isCount(delivered) && (failed === undefined || isCount(failed))) return byNumber(people, delivered, failed);
  if (isCount(failed) && delivered === undefined) return byNumber(people, people.length - failed, failed);
  if (isList(delivered) || isList(failed)) return byList(people, delivered, failed);
  return undefined;
}

function byNumber(people: readonly string[], delivered: number, failed = 0): Outcome {
  const reached = Math.max(0, Math.min(delivered, people.length - failed));
  if (reached === people.length) return allOf(people, 'delivered');
  if (reached === 0) return allOf(people, 'failed');
  return { delivered: reached, failed: people.length - reached, fates: new Map() };
}

function byList(people: readonly string[], delivered: unknown, failed: unknown): Outcome {
  const lost = new Set(numbersIn(failed));
  const reached = new Set(isList(delivered) ? numbersIn(delivered) : people);
  const fates = new Map(
    people.map((person): [string, Fate] => [person, reached.has(person) && !lost.has(person) ? 'delivered' : 'failed']),
  );
  const count = [...fates.values()].filter((fate) => fate === 'delivered').length;
  return { delivered: count, failed: people.length - count, fates };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Numbers of people, bare or as `{personNo}`. */
function numbersIn(list: unknown): string[] {
  if (!isList(list)) return [];
  return list.map((item) => String((item as { personNo?: unknown } | null)?.personNo ?? item));
}
