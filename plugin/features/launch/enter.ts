import type { IncomingMessage } from 'node:http';
import { toInstant } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Caller, Reply } from '../../kernel/http';
import type { Display, Sessions } from '../../kernel/session';
import type { Settings } from '../../kernel/settings';
import { ENTRIES, type Entry } from './entries';
import { createHandoff } from './store';

interface Parts {
  settings: Settings;
  database: Database;
  sessions: Sessions;
}

/** Whether a page is opened at top level or in a frame: as the browser says, or else as the host does. */
export function displayOf(request: IncomingMessage, asked: Display | undefined): Display {
  const destination = request.headers['sec-fetch-dest'];
  if (destination === 'iframe' || destination === 'frame') return 'frame';
  if (destination === 'document') return 'top';
  return asked ?? 'top';
}

/** A session for a program, which holds it as a bearer. */
export function answerProgram({ sessions, settings }: Omit<Parts, 'database'>, caller: Caller, entry: Entry): Reply {
  const { token, expiresAt } = sessions.open({ personNo: caller.personNo, personType: caller.type });
  const location = settings.publicUrl + ENTRIES[entry];
  return { json: { session: token, expiresAt: toInstant(expiresAt), location } };
}

/** A session for a browser. In a frame, the address carries a code that tells whether the cookie was kept. */
export async function answerBrowser(
  parts: Parts,
  caller: Caller,
  entry: Entry,
  display: Display,
  now: number,
): Promise<Reply> {
  if (display === 'top') return enter(parts, caller, entry, 'top');
  const code = await parts.database.transaction((tx) => createHandoff(tx, { personNo: caller.personNo, entry }, now));
  return enter(parts, caller, entry, 'frame', `?handoff=${code}`);
}

/** Opens a session in the browser, and its entry. */
export function enter(
  { sessions, settings }: Omit<Parts, 'database'>,
  caller: Caller,
  entry: Entry,
  display: Display,
  query = '',
): Reply {
  const { token, expiresAt } = sessions.open({ personNo: caller.personNo, personType: caller.type });
  return {
    redirect: settings.basePath + ENTRIES[entry] + query,
    cookies: sessions.cookies(display, token, expiresAt),
  };
}
