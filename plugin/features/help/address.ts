import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * Where a request came from, as far as it can be trusted: the other end of the connection, or whom the proxies named that
 * the application was told to trust (`TRUSTED_PROXIES`, or the host's own `trust proxy`); never a header that anybody can
 * set. Of an IPv6 address the network alone counts, for one customer has as many addresses as they like.
 */
export function senderOf(request: IncomingMessage): string {
  const { ip } = request as IncomingMessage & { ip?: string };
  return networkOf(ip ?? request.socket.remoteAddress ?? '');
}

/** An IPv4 address as it is, of an IPv6 address its first 64 bits. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain) ?? [];
  if (mapped) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const whole = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
