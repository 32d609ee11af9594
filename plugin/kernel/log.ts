import pino, { type Logger } from 'pino';

export type Log = Logger;

const SECRETS = ['token', 'session', 'password', 'authorization', 'cookie', 'answers', 'note'];

/**
 * An error as it may be logged: a database driver's message repeats the values of a statement, which are people's data,
 * so that only what comes after it is kept.
 */
function bareError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, errno, sql } = error as Error & { code?: string; errno?: number; sql?: string };
  const isStatement = code !== undefined && / - /.test(error.message);
  const message = isStatement ? error.message.slice(error.message.lastIndexOf(' - ') + 3) : error.message;
  const stack = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { name: error.name, message, code, errno, sql, stack };
}

/** JSON lines on standard output, without secrets and without what people answered. */
export function createLog(level: string): Log {
  return pino({
    level,
    redact: { paths: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)], censor: '[redacted]' },
    serializers: { err: bareError },
  });
}
