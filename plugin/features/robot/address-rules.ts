import { PROTOCOLS } from './protocol-rules';
import { ROBOT_KINDS, type RobotKind } from './schema';

/** An address that a robot can be reached at. */
export interface KnownAddress {
  kind: RobotKind;
  /** With its key and nothing else: a signature that was pasted along is dropped. */
  address: string;
  hint: string;
}

const KEY = /^[\w-]{8,128}$/;
const HINT_LETTERS = 4;
const LONGEST = 500;

/**
 * Knows a robot by its address; nothing for any other address. Only the programs' own servers are called, or those that the
 * deployment names instead: whoever sets an address must not make the module call into the school's network.
 */
export function readAddress(text: string, origins: readonly string[] | undefined): KnownAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  if (url.username || url.password) return undefined;
  const kind = ROBOT_KINDS.find((each) => PROTOCOLS[each].path.test(url.pathname));
  if (kind === undefined || !(origins ?? [PROTOCOLS[kind].origin]).includes(url.origin)) return undefined;
  return withKey(kind, url);
}

function withKey(kind: RobotKind, { origin, pathname, searchParams }: URL): KnownAddress | undefined {
  const { key: name } = PROTOCOLS[kind];
  if (name === undefined) return { kind, address: origin + pathname, hint: pathname.slice(-HINT_LETTERS) };
  const key = searchParams.get(name) ?? '';
  if (!KEY.test(key)) return undefined;
  return { kind, address: `${origin}${pathname}?${name}=${key}`, hint: key.slice(-HINT_LETTERS) };
}
