import { describe, expect, test } from 'vitest';
import { publicOrigin } from './public-url.js';

describe('the public address of a service', () => {
  test.each([
    ['https://pay.example.com', 'https://pay.example.com'],
    ['https://PAY.example.com:443/', 'https://pay.example.com'],
    ['https://10.0.0.7:8443', 'https://10.0.0.7:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is %s', (publicUrl, origin) => {
    expect(publicOrigin(publicUrl)).toBe(origin);
  });

  test.each([
    '',
    'pay.example.com',
    'http://pay.example.com',
    'http://10.0.0.7',
    'https://pay.example.com/admin',
    'https://pay.example.com/?a=1',
    'https://me:secret@pay.example.com',
    'ftp://pay.example.com',
  ])('cannot be "%s"', (publicUrl) => {
    expect(() => publicOrigin(publicUrl)).toThrow(expect.objectContaining({ code: 'misconfigured' }));
  });
});
