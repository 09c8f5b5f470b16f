import { isIP } from 'node:net';
import type { RequestEnvironment } from './guard.js';

/**
 * Where a request came from: the peer of the connection, or what the outermost proxy of our own saw. Everything that
 * stands further left in `X-Forwarded-For` was written by strangers.
 */
export function clientAddress(request: Request, environment: RequestEnvironment, trustedProxies: number): string {
  const peer = environment.incoming?.socket?.remoteAddress;
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  const seen = trustedProxies === 0 ? peer : forwarded.at(-trustedProxies)?.trim();
  const plain = (seen ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 0 ? 'unknown' : plain;
}

/** What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, all of which one client has. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...gap, ...right].slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}
