import { describe, expect, test } from 'vitest';
import { checkBaseUrl } from './base-url.js';

const ACCEPTED = [
  'https://api.heleket.com',
  'https://api.heleket.com/',
  'https://api.heleket.com/v1',
  'HTTPS://API.HELEKET.COM/v1',
  'https://gateway.example:8443/v1',
  'https://b\u00fccher.example/v1',
  'https://8.8.8.8/v1',
  'https://[2606:4700:4700::1111]/v1',
  'https://[::ffff:8.8.8.8]/v1',
  'https://[64:ff9b::8.8.8.8]/v1',
  'https://localhost.example.org/v1',
  'https://10.0.0.1.example.org/v1',
  // This machine, where simulators live.
  'http://127.0.0.1:4010/v1',
  'http://127.8.9.10',
  'http://[::1]:4010',
  'http://localhost:4010',
  'http://heleket.localhost:4010',
  'https://localhost',
];

const REFUSED = [
  // Not what a URL of a provider looks like.
  '',
  ' ',
  'api.heleket.com',
  '//api.heleket.com',
  'https:api.heleket.com',
  'https:/api.heleket.com',
  'https:///api.heleket.com',
  'https://',
  'ftp://api.heleket.com',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://api heleket.com',
  'https://api.heleket.com:99999',
  'https://api.heleket.com/v1?x=1',
  'https://api.heleket.com/v1#x',
  // Two readers, two hosts.
  'https://api.heleket.com\\@10.0.0.1/',
  'https:\\\\api.heleket.com',
  'https://api.hele\tket.com',
  'https://api.heleket.com\n',
  '\u0000https://api.heleket.com',
  'https://user@api.heleket.com',
  'https://user:password@api.heleket.com',
  'https://@api.heleket.com',
  'https://:@api.heleket.com',
  'https://api.heleket.com./',
  'http://localhost./',
  // Unprotected.
  'http://api.heleket.com',
  'http://8.8.8.8',
  'http://localhost.example.org',
  // IPv4 of private networks, in every spelling.
  'https://10.0.0.1',
  'https://10.255.255.255',
  'https://172.16.0.1',
  'https://172.31.255.255',
  'https://192.168.0.1',
  'https://100.64.0.1',
  'https://167772161',
  'https://0xa000001',
  'https://012.0.0.1',
  'https://0x0a.0.0.1',
  'https://10.1',
  'https://192.168.257',
  'https://\u2460\u2460.example@10.0.0.1',
  'https://\uff11\uff10.0.0.1',
  'https://10.0.0.1%2f',
  // Addresses that lead to no provider.
  'https://0.0.0.0',
  'https://0',
  'https://169.254.0.1',
  'https://169.254.169.254/latest/meta-data',
  'https://2852039166',
  'https://0xa9.0xfe.0xa9.0xfe',
  'https://0251.0376.0251.0376',
  'https://169.254.43518',
  'https://100.100.100.200',
  'https://192.0.0.192',
  'https://192.0.2.1',
  'https://198.18.0.1',
  'https://198.51.100.1',
  'https://203.0.113.1',
  'https://224.0.0.1',
  'https://240.0.0.1',
  'https://255.255.255.255',
  // The same in IPv6.
  'https://[::]',
  'https://[::ffff:10.0.0.1]',
  'https://[::ffff:a00:1]',
  'https://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'https://[::ffff:169.254.169.254]',
  'https://[::10.0.0.1]',
  'https://[::127.0.0.1]',
  'https://[64:ff9b::10.0.0.1]',
  'https://[64:ff9b::a9fe:a9fe]',
  'https://[64:ff9b:1::1]',
  'https://[fc00::1]',
  'https://[fd00:ec2::254]',
  'https://[fe80::1]',
  'https://[fec0::1]',
  'https://[ff02::1]',
  'https://[2001:db8::1]',
  'https://[2001::1]',
  'https://[2002:a00:1::]',
  'https://[100::1]',
  'https://[fe80::1%25eth0]',
  // Names that only a local network knows.
  'https://intranet',
  'https://payments.internal',
  'https://metadata.google.internal',
  'https://printer.local',
  'https://router.lan',
  'https://nas.home.arpa',
];

describe('checkBaseUrl', () => {
  test.each(ACCEPTED)('accepts %j', (url) => {
    expect(checkBaseUrl(url)).toBeUndefined();
  });

  test.each(REFUSED)('refuses %j', (url) => {
    expect(checkBaseUrl(url)).toMatch(/^must /);
  });

  test.each([
    'https://10.0.0.1',
    'https://[fd12::1]',
    'https://intranet',
    'https://payments.internal',
    'https://100.64.0.1',
  ])('accepts %s where the caller chose a private network, but not without TLS', (url) => {
    expect(checkBaseUrl(url, { allowPrivateNetwork: true })).toBeUndefined();
    const insecure = url.replace('https', 'http');
    expect(checkBaseUrl(insecure, { allowPrivateNetwork: true })).toBe('must use https:');
    expect(checkBaseUrl(insecure, { allowPrivateNetwork: true, allowInsecureHttp: true })).toBeUndefined();
  });

  test.each([
    'https://169.254.169.254',
    'https://[fe80::1]',
    'https://0.0.0.0',
    'https://[fd00:ec2::254]',
    'https://224.0.0.1',
  ])('refuses %s whatever the caller chose', (url) => {
    expect(checkBaseUrl(url, { allowPrivateNetwork: true, allowInsecureHttp: true })).toMatch(
      /^must not be a link-local/,
    );
  });

  test('repeats no part of the URL', () => {
    for (const url of REFUSED.filter((text) => text.length > 12)) {
      expect(checkBaseUrl(url)).not.toContain(url.slice(8));
    }
  });
});
