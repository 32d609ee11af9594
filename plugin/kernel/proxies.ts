import { isIP } from 'node:net';

/** Loopback, and the private networks, by the names that Express has for them. */
const BY_NAME = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * The setting `TRUSTED_PROXIES`: whose word the process of `npm run serve` takes for where a request came from (a host
 * has its own `trust proxy`). Nothing where an entry is neither an address, nor a network, nor a name.
 */
export function proxiesOf(value: string | undefined): string[] | undefined {
  const entries = (value ?? '').split(',').map((entry) => entry.trim());
  const given = entries.filter(Boolean);
  return given.every((entry) => BY_NAME.includes(entry) || isNetwork(entry)) ? given : undefined;
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix = '1', ...more] = entry.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits;
  return isIP(address) !== 0 && isPrefix && more.length === 0;
}
