import { describe, expect, test } from 'vitest';
import { refusalOfForeignRequest } from './loopback-guard.js';

const refusal = (headers: Record<string, string>, allowed: readonly string[] = []): string | undefined =>
  refusalOfForeignRequest(new Headers(headers), allowed);

describe('the guard of the control interface', () => {
  test.each(['127.0.0.1:4010', 'localhost:4010', 'localhost', '[::1]:4010'])('lets programs in under %s', (host) => {
    expect(refusal({ host })).toBeUndefined();
  });

  test('lets its own pages in', () => {
    expect(
      refusal({ host: 'localhost:1', origin: 'http://localhost:1', 'sec-fetch-site': 'same-origin' }),
    ).toBeUndefined();
  });

  test.each(['evil.example', 'evil.example:4010', '127.0.0.1.evil.example', 'localhost.evil.example:1'])(
    'refuses the name %s, which a web page could point here',
    (host) => {
      expect(refusal({ host })).toContain('loopback');
    },
  );

  test.each(['https://evil.example', 'null', 'http://localhost:2'])('refuses pages of %s', (origin) => {
    expect(refusal({ host: 'localhost:1', origin })).toContain('own pages');
  });

  test.each(['cross-site', 'same-site'])('refuses what a browser marks as %s', (site) => {
    expect(refusal({ host: 'localhost:1', 'sec-fetch-site': site })).toContain('another site');
  });

  test('answers under further names when it is told them', () => {
    expect(refusal({ host: 'simulator:8080' }, ['simulator'])).toBeUndefined();
  });
});
