import { expect, test } from 'vitest';
import { OutcomeUnknownError } from './outcome-unknown-error.js';
import { settle } from './settle.js';

const UNKNOWN = new OutcomeUnknownError('order-42');

test('gives the value of a call that succeeds, whether it is begun already or not', async () => {
  expect(await settle(Promise.resolve(7))).toEqual({ ok: true, value: 7 });
  expect(await settle(() => Promise.resolve(7))).toEqual({ ok: true, value: 7 });
  expect(await settle(Promise.resolve(undefined))).toEqual({ ok: true, value: undefined });
});

test('gives a payment error as a value', async () => {
  expect(await settle(Promise.reject(UNKNOWN))).toEqual({ ok: false, error: UNKNOWN });
  expect(
    await settle(() => {
      throw UNKNOWN;
    }),
  ).toEqual({ ok: false, error: UNKNOWN });
});

test('throws what is a defect, as it is', async () => {
  const defect = new TypeError('x is not a function');

  await expect(settle(Promise.reject(defect))).rejects.toBe(defect);
  await expect(
    settle(() => {
      throw defect;
    }),
  ).rejects.toBe(defect);
});
