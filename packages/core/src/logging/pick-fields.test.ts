import { expect, test } from 'vitest';
import { pickFields } from './pick-fields.js';

test('picking fields takes the named ones that are there and nothing else', () => {
  const answer: unknown = JSON.parse('{"uuid":"u-1","status":"paid","address":"T-secret","nested":{"x":1}}');
  expect(pickFields(answer, ['uuid', 'status', 'is_final'])).toEqual({ uuid: 'u-1', status: 'paid' });
});

test('picking fields takes nothing from what has no fields, nor what it inherits', () => {
  for (const value of [undefined, null, 'text', 5, {}])
    expect(pickFields(value, ['length', 'toString', 'constructor'])).toEqual({});
});
