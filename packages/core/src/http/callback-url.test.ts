import { describe, expect, test } from 'vitest';
import { checkCallbackUrl } from './callback-url.js';

const PROVIDER = 'https://api.heleket.com/v1';
const SIMULATOR = 'http://127.0.0.1:4010/v1';
const LOOPBACK = [
  'http://127.0.0.1:3000/webhooks',
  'https://127.1.2.3/',
  'http://[::1]:3000/',
  'http://localhost:3000/?a=1#b',
];

const PUBLIC = [
  'https://shop.example/webhooks/heleket?account=1#done',
  'https://shop.example:8443/webhooks',
  'https://8.8.8.8/webhooks',
  'https://[2606:4700:4700::1111]/webhooks',
  'https://b\u00fccher.example/r\u00fcckkehr',
];

const REFUSED = [
  '',
  '/webhooks',
  'shop.example/webhooks',
  'http://shop.example/webhooks',
  'ftp://shop.example/webhooks',
  'https://user:password@shop.example/',
  'https://shop.example\\@127.0.0.1/',
  'https://shop.example /',
  'https://shop.example\r\n/',
  'https://shop.example./',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://0xa000001/',
  'https://169.254.169.254/',
  'https://2852039166/',
  'https://[::]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://intranet/',
  'https://host.docker.internal/',
  'https://shop.local/',
];

describe('checkCallbackUrl', () => {
  test.each(PUBLIC)('accepts %s at a provider, and at a simulator', (url) => {
    expect(checkCallbackUrl(url, { baseUrl: PROVIDER })).toBeUndefined();
    expect(checkCallbackUrl(url, { baseUrl: SIMULATOR })).toBeUndefined();
  });

  test.each(REFUSED)('refuses %j at a provider, and at a simulator', (url) => {
    expect(checkCallbackUrl(url, { baseUrl: PROVIDER })).toMatch(/^must /);
    expect(checkCallbackUrl(url, { baseUrl: SIMULATOR })).toMatch(/^must /);
  });

  test.each(LOOPBACK)('accepts %s while the provider is on this machine too', (url) => {
    for (const baseUrl of [SIMULATOR, 'https://localhost:4010', 'http://[::1]:4010/v1']) {
      expect(checkCallbackUrl(url, { baseUrl })).toBeUndefined();
    }
  });

  test.each([
    ...LOOPBACK,
    'https://2130706433/',
    'https://0177.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
  ])('refuses %s at a provider elsewhere', (url) => {
    for (const baseUrl of [
      PROVIDER,
      'https://10.0.0.1',
      'https://localhost.example.org',
      'http://localhost./',
      'nonsense',
    ]) {
      expect(checkCallbackUrl(url, { baseUrl })).toMatch(/^must not lead to this machine/);
    }
  });
});
