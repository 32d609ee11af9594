import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_AWAY_MS = 1_000;

/** Something that can be killed and brought back. */
interface Mortal {
  crash(): Promise<void>;
  revive(): Promise<void>;
}

/** The things of one kind, and how many of them may be away at once. */
export interface Kind {
  name: string;
  things: readonly Mortal[];
  mayBeAway: number;
}

/** How often to kill, and how many seconds to leave in peace at most before the next. */
export interface Plan {
  kills: number;
  peace: number;
}

/** What was done to the things of one kind. */
export interface Struck {
  name: string;
  kills: number;
  /** How long one of them was away at most, in milliseconds. */
  longestAway: number;
}

/** Kills with -9 at random, brings back a little later, and ends when so many kills were done and all are back. */
export async function strike(kinds: readonly Kind[], { kills, peace }: Plan): Promise<Struck[]> {
  const done = new Map(kinds.map((kind) => [kind, { name: kind.name, kills: 0, longestAway: 0 }]));
  const away = new Map<Mortal, Promise<void>>();
  let failure: unknown;
  for (let count = 0; count < kills; ) {
    await sleep(Math.random() * peace * 1000);
    if (failure) throw failure;
    const open = kinds.filter(({ things, mayBeAway }) => things.filter((each) => away.has(each)).length < mayBeAway);
    const kind = anyOf(open);
    const thing = kind && anyOf(kind.things.filter((each) => !away.has(each)));
    const struck = kind && done.get(kind);
    if (!struck || !thing) continue;
    count += 1;
    struck.kills += 1;
    const begun = performance.now();
    const back = killAndRevive(thing).then(
      () => {
        away.delete(thing);
        struck.longestAway = Math.max(struck.longestAway, performance.now() - begun);
      },
      (error: unknown) => {
        failure = error;
      },
    );
    away.set(thing, back);
  }
  await Promise.all(away.values());
  if (failure) throw failure;
  return [...done.values()];
}

async function killAndRevive(thing: Mortal): Promise<void> {
  await thing.crash();
  await sleep(Math.random() * LONGEST_AWAY_MS);
  await thing.revive();
}

function anyOf<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)];
}
