import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';
import { sameName } from '../roster';
import { QUESTION_WORDS } from './page';
import { countOpenRequests, findRequest, type Listed, listedOf, listRequests } from './read-model';
import type { KeptRequest } from './schema';

const PAGE_SIZE = 20;

interface DeskAsked {
  state: KeptRequest['state'];
  cursor?: string;
  /** The request that was just settled, to be taken back. */
  done?: string;
  today: CivilDate;
}

/** The help desk's list. `people` are those whose telephone numbers and words it shows, as far as they are known. */
export async function deskPage(db: Db, vault: Vault, { state, cursor, done, today }: DeskAsked) {
  const { items, nextCursor } = await listRequests(db, vault, { state, limit: PAGE_SIZE, cursor });
  const numbers = items.flatMap(({ personNo, request }) => personNo ?? request.number ?? []);
  const listed = await listedOf(db, numbers, today);
  const settled = done ? await findRequest(db, vault, done) : undefined;
  return {
    model: {
      state,
      isOpen: state === 'open',
      open: await countOpenRequests(db),
      items: items.map((item) => showRequest(item, listed)),
      next: nextCursor && `?${new URLSearchParams({ state, cursor: nextCursor })}`,
      done: settled?.state === 'settled' ? { ...settled, title: QUESTION_WORDS[settled.request.question] } : undefined,
    },
    count: items.length,
    people: items.flatMap(({ personNo }) => personNo ?? []),
  };
}

function showRequest(item: KeptRequest, listed: ReadonlyMap<string, Listed>) {
  const { request, personNo } = item;
  return {
    ...item,
    title: QUESTION_WORDS[request.question],
    who: personNo ? { number: personNo, ...listed.get(personNo), isKnown: true } : typedWho(request, listed),
  };
}

/** What somebody says who they are, and whether the roster says so too. */
function typedWho({ name, number }: KeptRequest['request'], listed: ReadonlyMap<string, Listed>) {
  if (!name && !number) return undefined;
  const found = number === undefined ? undefined : listed.get(number);
  return { name, number, isKnown: false, classCode: found?.classCode, compared: number && compare(name, found) };
}

function compare(name: string | undefined, found: Listed | undefined): string {
  if (!found) return '名单里没有这个号码';
  if (name === undefined || sameName(name, found.name)) return '与名单一致';
  return `名单里这个号码是“${found.name}”`;
}
