import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, clientNetwork } from './client-address.js';

const PEER = { incoming: { socket: { remoteAddress: '::ffff:192.0.2.1' } } };

function requestFrom(forwarded?: string): Request {
  return new Request('http://localhost/', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } });
}

describe('the address of a client', () => {
  test.each([
    ['is that of the connection', undefined, 0, '192.0.2.1'],
    ['is that of the connection, whatever a stranger says', '203.0.113.9', 0, '192.0.2.1'],
    ['is what one proxy saw', '10.0.0.1, 203.0.113.9', 1, '203.0.113.9'],
    ['is what the outer of two proxies saw', 'evil, 203.0.113.9, 10.0.0.1', 2, '203.0.113.9'],
    ['is not known when the proxy says nothing', undefined, 1, 'unknown'],
    ['is not known when the proxy says too little', '203.0.113.9', 2, 'unknown'],
    ['is not known when it is none', 'localhost', 1, 'unknown'],
  ])('%s', (_what, forwarded, proxies, expected) => {
    expect(clientAddress(requestFrom(forwarded), PEER, proxies)).toBe(expected);
  });

  test('is an address, or not known, whatever is sent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), fc.nat(3), (forwarded, proxies) => {
        expect(clientAddress(requestFrom(forwarded), PEER, proxies)).toMatch(/^(?:unknown|[0-9a-fA-F.:%\w]+)$/);
      }),
    );
  });
});

describe('the network of a client', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  test('is one for all addresses of an IPv6 network', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (one, other) => {
          expect(clientNetwork(one.join(':'))).toBe(clientNetwork([...one.slice(0, 4), ...other].join(':')));
        },
      ),
    );
  });
});
