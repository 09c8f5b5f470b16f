import { createFakeProvider } from '@paymux/core/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DurablePaymuxConfig, openPaymux } from '../src/open-paymux.js';

let folder: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paymux-routing-'));
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true });
});

const RULE = {
  id: 'usdt',
  when: { currencies: ['USDT'] },
  accounts: [{ account: 'b' }],
  fallback: ['a'],
  failoverOn: ['17'],
};
const REQUEST = {
  reference: 'salary-1',
  creator: 'payroll',
  amount: { amount: '40', currency: 'USDT' },
  destination: { type: 'crypto_address', address: 'TXYZ' },
} as const;

async function open(routing?: DurablePaymuxConfig['routing']) {
  const [a, b] = [createFakeProvider(), createFakeProvider()];
  const accounts = [
    { id: 'a', provider: a },
    { id: 'b', provider: b },
  ];
  const paymux = await openPaymux({ accounts, store: folder, worker: false, routing });
  closing.push(() => paymux.close());
  return { a, b, paymux };
}

describe('a payment system with rules', () => {
  test('sends what names no account where they say, and takes it on where that refuses', async () => {
    const { a, b, paymux } = await open({ rules: [RULE] });
    b.control.fault({ kind: 'refusal', operation: 'createPayout', code: '17' });
    const payout = await paymux.payouts.createPayout(REQUEST);
    const { attempts, events } = await paymux.payouts.history(payout.id);

    expect(payout).toMatchObject({ account: 'a', attempt: 2 });
    expect(attempts.map(({ account }) => account)).toEqual(['b', 'a']);
    expect(events.find(({ type }) => type === 'failed_over')?.detail).toMatchObject({
      from: 'b',
      to: 'a',
      rule: 'usdt',
    });
    expect((await paymux.ledger.verify()).findings).toEqual([]);
    expect(a.id).toBe(b.id);
  });

  test('takes a payment on, and finds it under its reference, also without the rules later', async () => {
    const { b, paymux } = await open({ rules: [{ ...RULE, when: {} }] });
    b.control.fault({ kind: 'refusal', operation: 'createPayment', code: '17' });
    const order = { reference: 'order-1', creator: 'shop', amount: { amount: '15', currency: 'USD' } };
    const payment = await paymux.payments.createPayment(order);
    await paymux.close();
    const later = (await open()).paymux;

    expect(payment).toMatchObject({ account: 'a', state: 'pending' });
    expect((await later.payments.createPayment(order)).id).toBe(payment.id);
  });

  test('explains, analyses, and tells how the accounts are doing', async () => {
    const { paymux } = await open({ rules: [RULE, { ...RULE, id: 'again' }] });
    const query = { operation: 'payout', ...REQUEST } as const;

    expect(paymux.routes.explain(query)).toMatchObject({ rule: 'usdt', account: 'b', fallback: ['a'] });
    expect(paymux.routes.analyse()).toMatchObject([{ rule: 'again', kind: 'shadowed' }]);
    expect(paymux.routes.health()).toMatchObject([
      { account: 'a', state: 'healthy' },
      { account: 'b', state: 'healthy' },
    ]);
  });

  test('is not opened with rules that cannot be', async () => {
    await expect(open({ rules: [{ id: 'x', accounts: [{ account: 'z' }] }] })).rejects.toMatchObject({
      problems: [{ path: 'rules.0.accounts.0.account', message: 'must be one of a, b' }],
    });
  });
});
