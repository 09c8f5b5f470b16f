import { BlockList, isIP } from 'node:net';

/**
 * What an IP address leads to.
 *
 * - `public`: a host on the internet.
 * - `loopback`: this machine.
 * - `private`: the network this machine is in (RFC 1918, carrier-grade NAT, IPv6 unique local).
 * - `forbidden`: nothing a payment can be sent to: link-local, which holds the metadata services
 *   of clouds, unspecified, multicast, reserved, documentation, and tunnels that hide an IPv4 address.
 */
export type AddressKind = 'public' | 'loopback' | 'private' | 'forbidden';

const LOOPBACK = blockList(['127.0.0.0/8', '::1/128']);
const PRIVATE = blockList(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']);

// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
const FORBIDDEN = blockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Metadata services outside link-local.
  '100.100.100.200/32',
  'fd00:ec2::254/128',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]);
const IPV6_GLOBAL = blockList(['2000::/3']);
// Mapped, and translated by NAT64 (RFC 6052), which is how an IPv6-only network reaches IPv4 hosts.
const EMBEDDED_IPV4 = /^(?:::ffff:|64:ff9b::)(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i;

/** The kind of an IPv4 or IPv6 address in text, without brackets. Whatever is no address is `forbidden`. */
export function addressKind(address: string): AddressKind {
  const embedded = EMBEDDED_IPV4.exec(address);
  if (embedded !== null) return addressKind(embedded[1] ?? dotted(embedded[2], embedded[3]));
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return 'forbidden';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (LOOPBACK.check(address, family)) return 'loopback';
  if (FORBIDDEN.check(address, family)) return 'forbidden';
  if (PRIVATE.check(address, family)) return 'private';
  return version === 4 || IPV6_GLOBAL.check(address, family) ? 'public' : 'forbidden';
}

function dotted(high = '0', low = '0'): string {
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join('.');
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits] = subnet.split('/');
    // Asking `isIP` here would take longer than all the rest that is done when this module is loaded.
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
