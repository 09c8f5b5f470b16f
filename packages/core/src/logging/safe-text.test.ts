import { describe, expect, test } from 'vitest';
import { safeText } from './safe-text.js';

describe('text in a log', () => {
  test.each([
    ['a\r\nb', 'a\\r\\nb'],
    ['a\tb\u0000c', 'a\\tb\\u0000c'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['next\u0085line\u2028and\u2029more', 'next\\u0085line\\u2028and\\u2029more'],
    ['left\u202eright\u200b', 'left\\u202eright\\u200b'],
    ['\ud800 alone', '\\ud800 alone'],
    ['Grüße, 東京 💰', 'Grüße, 東京 💰'],
  ])('cannot forge a line: %j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  test.each([
    ['https://a.example/path?key=1#part', 'https://a.example/path'],
    ['https://user:pass@a.example:8443/x', 'https://a.example:8443/x'],
    ['postgres://u:p/w?o#r@d@db.example/main?ssl=1', 'postgres://db.example/main'],
    [
      'see https://a.example?x=1 and http://b.example/?y=2, please',
      'see https://a.example and http://b.example/ please',
    ],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
    ['https://a.example/@name', 'https://a.example/@name'],
    ['no url: a?b=c', 'no url: a?b=c'],
  ])('loses query and credentials of URLs: %s', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  test('is cut after 1000 characters, and says how much is missing', () => {
    expect(safeText('x'.repeat(1000))).toHaveLength(1000);
    expect(safeText('x'.repeat(1500))).toBe(`${'x'.repeat(1000)}… (500 more)`);
  });

  test('cannot be cut in the middle of credentials', () => {
    const text = `${'x'.repeat(980)} https://user:canary-${'y'.repeat(200)}@a.example/`;
    expect(safeText(text)).not.toContain('canary');
  });

  test('takes time in proportion to its length, even when it is hostile', () => {
    const started = process.cpuUsage().user;
    for (const unit of ['a', ':', '/', '://', '@', ':@', '\n', 'a://b:']) safeText(unit.repeat(200_000));
    expect(process.cpuUsage(undefined).user - started).toBeLessThan(3_000_000);
  });
});
