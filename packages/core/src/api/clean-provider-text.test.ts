import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanProviderText, textsIn } from './clean-provider-text.js';

describe('what is shown of a provider’s text', () => {
  test.each([
    { text: 'Minimum amount is 10', shown: 'Minimum amount is 10' },
    { text: '<b>Minimum</b> amount<br/>is 10', shown: 'Minimum amount is 10' },
    { text: '<!doctype html><html><body class="a > b">Bad gateway', shown: 'b">Bad gateway' },
    { text: 'amount < 10 and > 5', shown: 'amount < 10 and > 5' },
    { text: 'tail <script src="//evil', shown: 'tail' },
    { text: '<<b>script>', shown: '< script>' },
    { text: 'line\nbreak\r\nand\ttab\u0000nul\u001b[31mred', shown: 'line break and tab nul [31mred' },
    { text: 'a\u202eb\u200bc\ufeffd\u2028e\u0085f', shown: 'a b c d e f' },
    { text: 'half \ud83d a pair', shown: 'half a pair' },
    { text: '  spaced   out  ', shown: 'spaced out' },
    { text: '', shown: '' },
  ])('of %j is one line of plain text', ({ shown, text }) => {
    expect(cleanProviderText(text, [])).toBe(shown);
  });

  test('is 200 characters at most, and says that it was cut', () => {
    expect(cleanProviderText('x'.repeat(200), [])).toBe('x'.repeat(200));
    expect(cleanProviderText('x'.repeat(201), [])).toBe(`${'x'.repeat(199)}…`);
  });

  test('is always one line of at most 200 characters without a tag', () => {
    const anyUnit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(...Buffer.from('<>/ !a\n')));
    fc.assert(
      fc.property(fc.array(anyUnit, { maxLength: 1_000 }), (units) => {
        const text = String.fromCharCode(...units);
        const shown = cleanProviderText(text, []);
        expect(shown.length).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]|<[A-Za-z/!?]/u);
      }),
    );
  });
});

describe('what is sensitive', () => {
  test.each([
    { text: 'Key tide_live_1 is not valid', sensitive: ['tide_live_1'], shown: 'Key [redacted] is not valid' },
    { text: 'abcdefgh', sensitive: ['abcd', 'abcdefgh'], shown: '[redacted]' },
    { text: 'abcdefgh', sensitive: ['abcdefgh', 'efgh'], shown: '[redacted]' },
    { text: 'address 0xabcdef is blocked', sensitive: ['0xABCdef'], shown: 'address [redacted] is blocked' },
    { text: 'Holder Awa  Diop unknown', sensitive: ['Awa Diop'], shown: 'Holder [redacted] unknown' },
    { text: 'Holder Awa Diop unknown', sensitive: ['Awa\n  Diop '], shown: 'Holder [redacted] unknown' },
    { text: 'Holder <b>Awa</b> Diop unknown', sensitive: ['Awa Diop'], shown: 'Holder [redacted] unknown' },
    { text: 'memo "a<b>c" refused', sensitive: ['a<b>c'], shown: 'memo "[redacted]" refused' },
    { text: 'a+b(c)[d]{e}|f.g*h?i^j$k\\l/m', sensitive: ['a+b(c)[d]{e}|f.g*h?i^j$k\\l/m'], shown: '[redacted]' },
    { text: 'anything', sensitive: ['a.yt'], shown: 'anything' },
    { text: 'twice 12345 and 12345', sensitive: ['12345'], shown: 'twice [redacted] and [redacted]' },
    { text: 'the USD is', sensitive: ['USD', 'is', '', ' ', '\n'], shown: 'the USD is' },
    {
      text: 'word redacted',
      sensitive: ['redacted', 'acte'],
      shown: expect.not.stringContaining('word redacted') as string,
    },
  ])('does not show: $text without $sensitive', ({ sensitive, shown, text }) => {
    expect(cleanProviderText(text, sensitive)).toEqual(shown);
  });

  test('does not show in part where only its beginning would fit', () => {
    const secret = 'secret-0123456789-secret';
    for (let tags = 770; tags <= 805; tags += 1) {
      const shown = cleanProviderText(`<${'b'.repeat(tags)}>${secret} and more`, [secret]);
      expect(shown.replace('[redacted]', '')).not.toContain('secret');
    }
  });

  test('never shows, wherever it stands in a text', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/=_-]{8,60}$/);
    fc.assert(
      fc.property(fc.string({ maxLength: 900 }), secret, fc.string({ maxLength: 300 }), (before, value, after) => {
        const shown = cleanProviderText(`${before} ${value} ${after}`, [value]);
        expect(shown.toLowerCase().replaceAll('[redacted]', '')).not.toContain(value.toLowerCase());
      }),
      { numRuns: 500 },
    );
  });

  test('is looked for at the beginning of a long text only, whatever the rest holds', () => {
    const values = ['aaaa aaaa aaaa b', 'a'.repeat(5_000), '<<<<'];
    for (const piece of ['<', '<a', 'a ', 'aaaa ', '\u0000', '>', '<!--']) {
      const long = piece.repeat(1_000_000);
      let read = 0;
      const slice = (from: number, to: number): string => {
        read += to - from;
        return long.slice(from, to);
      };

      expect(cleanProviderText({ slice } as unknown as string, values).length).toBeLessThanOrEqual(200);
      expect(read).toBeLessThan(6_000);
    }
  });
});

test('finds every text in a value, at any depth', () => {
  const value = { a: 'one', b: [{ c: 'two' }, 'three', 4, null, undefined, true], d: { e: { f: 'four' } } };

  expect(textsIn(value)).toEqual(['one', 'two', 'three', 'four']);
  expect(textsIn(undefined)).toEqual([]);
  expect(textsIn('one')).toEqual(['one']);
});
