import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnambiguous } from './is-unambiguous.js';

function judge(json: string): boolean {
  return isUnambiguous(json, JSON.parse(json), 32);
}

describe('a text that has one reading', () => {
  test.each([
    '{}',
    '[]',
    '"a:b"',
    ' { "a" : 1 , "b" : [ { "a" : 2 }, { "a" : 3 } ] } ',
    '{"a":{"a":{"a":"\\"a\\":"}}}',
    '{"a\\\\":"\\\\","b":":"}',
    '{"é":1,"e":2}',
    '{"proto":1,"a":"__proto__"}',
  ])('%s', (json) => {
    expect(judge(json)).toBe(true);
  });

  test('is everything that JSON.stringify writes of values without __proto__, in its characters and in its bytes', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!json.includes('__proto__'));
        const value: unknown = JSON.parse(json);
        expect(isUnambiguous(json, value, 32)).toBe(true);
        expect(isUnambiguous(Buffer.from(json).toString('latin1'), value, 32)).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 5_000 },
    );
  });
});

describe('a text that two readers may read differently', () => {
  test.each([
    ['a repeated name', '{"a":1,"a":1}'],
    ['a name repeated far away', '{"a":1,"b":{"c":[1,2]},"a":1}'],
    ['a name repeated deep down', '{"a":[{"b":{"c":1,"c":2}}]}'],
    ['a name repeated as an escape', '{"a":1,"\\u0061":2}'],
    ['a name that is not Latin repeated as an escape', '{"é":1,"\\u00e9":2}'],
    ['a name like an index', '{"1":1,"1":2}'],
    ['an empty name', '{"":1,"":2}'],
    ['a prototype', '{"__proto__":1}'],
    ['a prototype deep down', '{"a":[{"__proto__":{}}]}'],
    ['a prototype spelled with an escape', '{"\\u005f_proto__":1}'],
    ['a repeated prototype', '{"__proto__":1,"__proto__":2}'],
  ])('%s', (_title, json) => {
    expect(judge(json)).toBe(false);
  });

  test('is nested past the limit, without taking any call stack', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}{"a":"[{"}${']'.repeat(depth)}`;

    expect(judge(nested(31))).toBe(true);
    expect(judge(nested(32))).toBe(false);
    expect(judge(nested(100_000))).toBe(false);
  });

  test('is every text with one of its members repeated', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (members, seed) => {
        const entries = Object.entries(members).map(
          ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
        );
        const repeated = entries[seed % entries.length] ?? '';
        expect(judge(`{${[...entries, repeated].join(',')}}`)).toBe(false);
      }),
      { seed: 20_261_121, numRuns: 2_000 },
    );
  });
});
