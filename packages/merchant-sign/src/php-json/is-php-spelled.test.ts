import { describe, expect, test } from 'vitest';
import { isPhpSpelled } from './is-php-spelled.js';

function recognises(text: string): boolean {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  return isPhpSpelled(latin1, latin1.length);
}

function namesUpTo(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"n${index}":null`).join(',')}}`;
}

test.each([
  '{"type":"payment","is_final":true,"txid":null}',
  '{"convert":{"to_currency":"USDT"},"list":[[],"a"]}',
  '{"url":"https:\\/\\/example.org\\/","text":"a \\"b\\"\\n"}',
  '{"name":"Заказ № 7, 日本語 😀"}',
  '{"a":{"a":"b","c":[{"a":"b"},{"a":"b"}]},"c":"d"}',
  namesUpTo(64),
])('recognises what PHP writes: %s', (text) => {
  expect(recognises(text)).toBe(true);
});

describe('leaves to the thorough reader', () => {
  test.each([
    ['white space between tokens', '{"a": "b"}'],
    ['a plain slash', '{"a":"b/c"}'],
    ['a plain slash behind an escaped backslash', '{"a":"b\\\\/c"}'],
    ['an escaped backslash at the end of a text', '{"a":"b\\\\","c":"d"}'],
    ['an escape that PHP may write raw', '{"a":"\\u00e9"}'],
    ['a raw line separator', '{"a":"\u2028"}'],
    ['a raw paragraph separator', '{"a":"\u2029"}'],
    ['a number', '{"a":1}'],
    ['an empty object', '{"a":{}}'],
    ['a list written as an object', '{"a":{"0":"b"}}'],
    ['a repeated name', '{"a":"b","a":"c"}'],
    ['a repeated name behind another object', '{"a":"b","c":{"d":"e"},"a":"f"}'],
    ['deep nesting', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['more than 64 names', namesUpTo(65)],
    ['a text that does not end', '{"a":"b'],
  ])('%s', (_title, text) => {
    expect(recognises(text)).toBe(false);
  });
});
