import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrayParameter } from '../src/postgres/array-parameter.js';
import { postgresUrl } from './engines.js';

describe.runIf(postgresUrl !== undefined)('an array as a parameter arrives as it is', () => {
  const client = new pg.Client(postgresUrl);
  beforeAll(() => client.connect());
  afterAll(() => client.end());

  test.each([
    // Columns hold neither NUL nor lone surrogates.
    ['text', fc.option(fc.string({ unit: 'grapheme' }))],
    ['bigint', fc.option(fc.maxSafeInteger())],
  ] as const)('of %s, whatever is in it', async (type, element) => {
    await fc.assert(
      fc.asyncProperty(fc.array(element as fc.Arbitrary<string | number | null>, { maxLength: 20 }), async (values) => {
        const { rows } = await client.query<{ readonly array: string }>(
          `select array_to_json($1::${type}[])::text as array`,
          [arrayParameter(type, values)],
        );
        expect(JSON.parse(rows[0]?.array ?? '')).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });
});
