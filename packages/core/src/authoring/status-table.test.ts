import { expect, test } from 'vitest';
import { statusTable } from './status-table.js';

const table = statusTable({
  check: { status: 'pending' },
  paid_over: { status: 'succeeded', exception: 'overpaid' },
});

test('reads a word as the table says', () => {
  expect(table.read('paid_over')).toEqual({ status: 'succeeded', exception: 'overpaid' });
});

test.each(['', 'paid', 'PAID_OVER', 'paid_over ', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])(
  'reads "%s", which is not in it, as unrecognised and nothing else',
  (word) => {
    expect(table.read(word)).toEqual({ status: 'unrecognised' });
  },
);

test('names its words as the provider spells them', () => {
  expect(table.words).toEqual(['check', 'paid_over']);
});
