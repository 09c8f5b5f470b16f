import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cursorQuery, pageSchema } from './paging.js';

const schema = pageSchema(z.string());

describe('reads the way to the next page', () => {
  test.each([
    [{ nextCursor: 'abc==' }, 'abc=='],
    [{ nextCursor: null }, undefined],
    [{ nextCursor: '' }, undefined],
    [{}, undefined],
  ])('from %j', (paginate, nextCursor) => {
    expect(schema.parse({ items: ['a'], paginate })).toEqual({ items: ['a'], paginate: { nextCursor } });
  });

  test('but does not take a cursor that it cannot read for the end', () => {
    expect(schema.safeParse({ items: [], paginate: { nextCursor: 7 } }).success).toBe(false);
    expect(schema.safeParse({ items: [] }).success).toBe(false);
  });
});

test('names the cursor in the query, and nothing on the first page', () => {
  expect(cursorQuery('a+b/c==')).toEqual({ cursor: 'a+b/c==' });
  expect(cursorQuery(undefined)).toBeUndefined();
});
