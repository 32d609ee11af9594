import type { Clock } from '../../../kernel/clock';
import type { Database } from '../../../kernel/database';
import type { Log } from '../../../kernel/log';
import type { Metrics } from '../../../kernel/metrics';
import type { YibanSettings } from '../../../kernel/settings';
import type { Vault } from '../../../kernel/vault';
import type { Fate, SendMessage } from '../../notify';
import { findAccounts, forgetAccounts, type YibanAccount } from './accounts';
import { sendLetter, YibanRefusal, YibanSilence } from './api';

/** Letters on their way at once. */
const AT_ONCE = 8;

interface Parts {
  yiban: YibanSettings;
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

/** What became of one letter. */
interface Letter {
  personNo: string;
  fate: Fate;
  trouble?: string;
  /** The right that 易班 no longer honours. */
  dead?: YibanAccount;
  /** 易班 is away: no other letter is tried. */
  away?: boolean;
}

const NEVER_CAME = '有人还没有从易班进入过，或授权已过期，易班送不到';
const SILENT = '易班没有回应';

/**
 * Sends people letters of 易班 (`msg/letter`), each by the right that this person gave when coming in last: whoever has
 * not come in for the life of such a right cannot be written to. Never throws for what 易班 does; nothing is sent twice.
 */
export function createYibanLetters(parts: Parts): SendMessage {
  const { yiban, database, vault, clock, log, metrics } = parts;
  return async ({ people, title, text }) => {
    const accounts = await findAccounts(database.knex, vault, people, clock.now());
    const content = `${title}\n${text}\n${yiban.appUrl}`;
    const letters: Letter[] = [];
    let isAway = false;
    const left = people.values();
    const worker = async (): Promise<void> => {
      for (const personNo of left) {
        const account = accounts.get(personNo);
        const letter = isAway
          ? notTried(personNo)
          : account
            ? await send(yiban, account, content)
            : unreached(personNo);
        isAway ||= letter.away ?? false;
        letters.push(letter);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const dead = letters.flatMap((letter) => letter.dead ?? []);
    if (dead.length > 0) await database.transaction((tx) => forgetAccounts(tx, dead));
    const delivered = letters.filter(({ fate }) => fate === 'delivered').length;
    const failed = letters.length - delivered;
    metrics.messages.inc({ channel: 'yiban', outcome: 'delivered' }, delivered);
    metrics.messages.inc({ channel: 'yiban', outcome: 'failed' }, failed);
    if (failed > 0) log.warn({ failed, people: people.length }, 'Yiban did not take every letter');
    return {
      delivered,
      failed,
      fates: new Map(letters.map(({ personNo, fate }) => [personNo, fate])),
      missed: new Set(letters.filter(({ fate }) => fate === 'failed').map(({ personNo }) => personNo)),
      troubles: [...new Set(letters.flatMap(({ trouble }) => trouble ?? []))],
    };
  };
}

function notTried(personNo: string): Letter {
  return { personNo, fate: 'failed' };
}

function unreached(personNo: string): Letter {
  return { personNo, fate: 'failed', trouble: NEVER_CAME };
}

async function send(yiban: YibanSettings, account: YibanAccount, content: string): Promise<Letter> {
  const { personNo } = account;
  try {
    await sendLetter(yiban, account.accessToken, { userId: account.userId, content });
    return { personNo, fate: 'delivered' };
  } catch (error) {
    if (error instanceof YibanSilence)
      return { personNo, fate: error.neverSent ? 'failed' : 'unsure', trouble: SILENT, away: true };
    if (!(error instanceof YibanRefusal)) throw error;
    if (error.code === 'e006') return { ...unreached(personNo), dead: account };
    return { personNo, fate: 'failed', trouble: `易班没有接收（${error.code}）` };
  }
}
