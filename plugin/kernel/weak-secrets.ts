import type { Settings } from './settings';

/** Fewer different bytes than this in 32 are no work of chance. */
const DIFFERENT = 8;

/**
 * What a deployment should hear of its secrets, which are long enough and may be guessed all the same: those of few
 * different bytes, and one that serves two purposes. Each line begins with the name of the setting and never holds its value.
 */
export function weakSecrets({ sessionSecret, dataKeys, host }: Settings): string[] {
  const hostSecret = 'secret' in host.keys ? host.keys.secret : undefined;
  const secrets: [name: string, value: Buffer][] = [
    ['SESSION_SECRET', Buffer.from(sessionSecret)],
    ...(hostSecret === undefined ? [] : [['HOST_SECRET', Buffer.from(hostSecret)] as [string, Buffer]]),
    ...dataKeys.map(({ id, key }): [string, Buffer] => [`DATA_KEYS (${id})`, key]),
  ];
  const poor = secrets.filter(([, value]) => new Set(value).size < DIFFERENT);
  const shared = sessionSecret === hostSecret ? ['SESSION_SECRET is the same as HOST_SECRET'] : [];
  return [
    ...poor.map(([name]) => `${name} holds few different bytes: make it by chance (openssl rand -base64 32)`),
    ...shared,
  ];
}
