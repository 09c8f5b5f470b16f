import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import {
  compareDecimals,
  decimalPlaces,
  isDecimalText,
  normaliseDecimal,
  numberToDecimal,
  writeDecimal,
} from './decimal.js';

/** The same values on every run. */
const SEED = 20_260_302;

const LISTED_REFUSALS: readonly unknown[] = [
  '',
  ' ',
  '-',
  '+',
  '.',
  '-.',
  '..',
  '1.',
  '.5',
  '-.5',
  '5.',
  '-5.',
  '00',
  '01',
  '007',
  '-00',
  '-01',
  '00.5',
  '01.5',
  '+1',
  '+0.5',
  '--1',
  '1-',
  '1-2',
  '-1-',
  '1.2.3',
  '1..2',
  '.1.',
  '1,5',
  '1,000',
  '1,000.00',
  '1.000,00',
  "1'000",
  '1_000',
  '1 000',
  '1\u00a0000',
  ' 1',
  '1 ',
  '\t1',
  '1\t',
  '1\n',
  '\n1',
  '1\r',
  '\r\n1',
  '1\u0000',
  '\u00001',
  '\ufeff1',
  '1\u200b',
  '\u200e1',
  '1\u2028',
  '1e5',
  '1E5',
  '1e-5',
  '1e+5',
  '1.5e3',
  'e5',
  '1e',
  '0e0',
  '1p3',
  'NaN',
  'nan',
  '-NaN',
  'Infinity',
  '-Infinity',
  'infinity',
  'inf',
  '∞',
  '0x10',
  '0X10',
  '0xff',
  '-0x1',
  '0b1',
  '0o7',
  '1n',
  '10n',
  '1f',
  '1d',
  '1L',
  '1m',
  'ff',
  'a',
  'one',
  'null',
  'undefined',
  'true',
  'false',
  '１',
  '１２',
  '1２',
  '１.５',
  '1．5',
  '1。5',
  '1٫5',
  '٣',
  '۳',
  '१',
  '৫',
  '௧',
  '๑',
  '᠑',
  '²',
  '½',
  'Ⅷ',
  '①',
  '𝟏',
  '𝟙',
  '−1',
  '–1',
  '—1',
  '‐1',
  '﹣1',
  '$1',
  '1$',
  '1 USD',
  'USD 1',
  '€5',
  '5%',
  '#1',
  '1/2',
  '1:2',
  '(1)',
  '[1]',
  '{1}',
  '"1"',
  "'1'",
  '1;',
  '1;2',
  '1&2',
  '1|2',
  '1\\2',
  '1*2',
  '1+1',
  '1=1',
  "1' or '1'='1",
  '1; drop table payouts',
  '<1>',
  '${1}',
  '{{1}}',
  '%31',
  '\\u0031',
  '1\\n',
  '../1',
  '1%00',
  '1\u0301',
  '1\u20e3',
  '-0.',
  '-.0',
  '0.-1',
  '0.+1',
  '0. 1',
  '0 .1',
  '1'.repeat(81),
  `0.${'1'.repeat(79)}`,
  `-${'9'.repeat(80)}`,
  '9'.repeat(1000),
  '0'.repeat(81),
  '1'.repeat(1_000_000),
  `${'1'.repeat(100_000)}e`,
  '.'.repeat(80),
  '-'.repeat(80),
  1,
  0,
  1.5,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  10n,
  true,
  null,
  undefined,
  [],
  ['1'],
  {},
  { toString: () => '1' },
  new String('1'),
  () => '1',
  Symbol('1'),
  new Date(0),
];

/** Decimals with one character that does not belong where it stands. */
function withIntruders(): readonly string[] {
  const intruders = ['e', 'E', '+', '-', '.', ' ', ',', '_', 'x', '\n', '\u0000', '٣', '１', '\u200b'];
  return ['12.34', '1.0', '250.75', '0.001', '99999.9'].flatMap((host) =>
    intruders.flatMap((intruder) =>
      Array.from(
        { length: host.length + 1 },
        (_, position) => host.slice(0, position) + intruder + host.slice(position),
      )
        // A minus in front is the one that belongs.
        .filter((text) => !/^-[0-9]/.test(text)),
    ),
  );
}

describe('decimal text', () => {
  test.each(['0', '7', '10', '15.00', '0.5', '0.00000001', '-1', '-0.5', '-0', '9'.repeat(80), `0.${'0'.repeat(77)}1`])(
    'accepts %s',
    (text) => {
      expect(isDecimalText(text)).toBe(true);
    },
  );

  test('refuses everything that is listed as no decimal text', () => {
    expect(LISTED_REFUSALS.filter((value) => isDecimalText(value))).toEqual([]);
  });

  test('refuses a decimal as soon as one foreign character is in it, wherever that stands', () => {
    const refused = withIntruders();
    expect(refused.filter((text) => isDecimalText(text))).toEqual([]);
    expect(new Set([...LISTED_REFUSALS, ...refused]).size).toBeGreaterThan(550);
  });

  test('accepts exactly what the grammar allows, over arbitrary short text', () => {
    const grammar = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
    const text = fc.string({ unit: fc.constantFrom('-', '.', '0', '1', '9', 'e', '+', ' '), maxLength: 7 });
    fc.assert(
      fc.property(text, (value) => isDecimalText(value) === grammar.test(value)),
      { numRuns: 100_000, seed: SEED },
    );
  });

  test('never throws on a value of any kind', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => typeof isDecimalText(value) === 'boolean'),
      { numRuns: 20_000, seed: SEED },
    );
  });

  test('is not written beyond its length', () => {
    expect(writeDecimal(10n ** 80n - 1n, 0)).toHaveLength(80);
    expect(() => writeDecimal(10n ** 80n, 0)).toThrow(InvalidRequestError);
    expect(() => writeDecimal(-1n, 78)).toThrow('would be longer than 80 characters');
  });
});

describe('helpers for decimal text', () => {
  test('compare by value, whatever the zeros', () => {
    expect(compareDecimals('1.500', '1.5')).toBe(0);
    expect(compareDecimals('-0.00', '0')).toBe(0);
    expect(compareDecimals('9', '10')).toBe(-1);
    expect(compareDecimals('-9', '-10')).toBe(1);
    expect(compareDecimals('0.30000000000000000000000000000000001', '0.3')).toBe(1);
  });

  test.each([
    ['1.500', '1.5'],
    ['2.00', '2'],
    ['100', '100'],
    ['0.0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['-1.10', '-1.1'],
    ['0.000000000000000001', '0.000000000000000001'],
  ])('normalise %s to %s', (text, normal) => {
    expect(normaliseDecimal(text)).toBe(normal);
  });

  test.each([
    ['15', 0],
    ['15.00', 0],
    ['1.5', 1],
    ['1.500', 1],
    ['1.005', 3],
    ['-0.10', 1],
    ['0.000', 0],
  ])('count the decimals that %s needs as %i', (text, places) => {
    expect(decimalPlaces(text)).toBe(places);
  });

  test('refuse what is no decimal text with a problem, and do not repeat it', () => {
    for (const call of [() => normaliseDecimal('1e5'), () => decimalPlaces('1e5'), () => compareDecimals('1', '1e5')]) {
      expect(call).toThrow(InvalidRequestError);
      expect(call).not.toThrow('1e5');
    }
  });

  test.each([
    [250.75, '250.75'],
    [500.0, '500'],
    [0, '0'],
    [-0, '0'],
    [-12.5, '-12.5'],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [999999999999999, '999999999999999'],
    [120000000000000, '120000000000000'],
  ])('read the JSON number %d as %s', (value, text) => {
    expect(numberToDecimal(value)).toBe(text);
  });

  test.each([
    0.1 + 0.2,
    2 ** 53 + 2,
    1e21,
    1e-79,
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])('do not pretend to know the digits of %d', (value) => {
    expect(numberToDecimal(value)).toBeUndefined();
  });

  test('read every JSON number of 15 digits as the digits it was written with', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(12), (whole, scale) => {
        const text = normaliseDecimal(writeDecimal(BigInt(Math.trunc(whole / 100)), scale));
        return numberToDecimal(Number(text)) === text;
      }),
      { numRuns: 20_000, seed: SEED },
    );
  });
});
