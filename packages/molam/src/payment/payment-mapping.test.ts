import { expect, test } from 'vitest';
import { intentSchema, readIntent } from './payment-mapping.js';

const WIRE = { id: 'pi_1', status: 'succeeded', amount: 1500, currency: 'usd' };

test('an intent needs no more than its id, its status, an amount and a currency', () => {
  expect(intentSchema.parse(WIRE)).toEqual(readIntent(WIRE));
  expect(readIntent(WIRE)).toMatchObject({ id: 'pi_1', status: 'succeeded', amount: 1500, currency: 'USD' });
});

test.each<readonly [string, unknown, readonly string[]]>([
  ['without its id and its status', { ...WIRE, id: '', status: 7 }, ['id', 'status']],
  ['with half a unit', { ...WIRE, amount: 0.5 }, ['amount']],
  ['with less than nothing', { ...WIRE, amount: -1 }, ['amount']],
  ['with more than a number counts exactly', { ...WIRE, amount: 2 ** 53 }, ['amount']],
  ['in a currency whose smallest unit nobody knows', { ...WIRE, currency: 'QQQ' }, ['currency']],
  ['that is a list', [WIRE], ['id', 'status', 'amount', 'currency']],
  ['that is nothing', undefined, ['id', 'status', 'amount', 'currency']],
])('an answer %s is refused by the names of what is missing', (_title, wire, names) => {
  expect(readIntent(wire)).toBeUndefined();
  expect(intentSchema.safeParse(wire).error?.issues.map(({ path }) => path.join('.'))).toEqual(names);
});
