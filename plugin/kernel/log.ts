import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

const SECRETS = ['token', 'session', 'password', 'authorization', 'cookie', 'answers', 'note'];

/** What a server quotes: the name of a thing of ours, or else a value. */
const QUOTED = /(\b(?:key|column|table|database|constraint) )?'(?:[^'\\]|\\.)*'/gi;

/**
 * An error as it may be logged. A database driver repeats the values of a statement, which are people's data, in its
 * message and beside it: only what the server says is kept, without the values that it quotes.
 */
function bareError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, errno, sqlMessage } = error as Error & { code?: string; errno?: number; sqlMessage?: string };
  const isStatement = code !== undefined && / - /.test(error.message);
  const said = sqlMessage ?? (isStatement ? error.message.slice(error.message.lastIndexOf(' - ') + 3) : error.message);
  const message = code === undefined ? said : said.replace(QUOTED, (text, name) => (name ? text : '…'));
  const stack = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { name: error.name, message, code, errno, stack };
}

/** JSON lines on standard output (or wherever told), without secrets and without what people answered. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    redact: { paths: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)], censor: '[redacted]' },
    serializers: { err: bareError },
  };
  return destination ? pino(options, destination) : pino(options);
}
