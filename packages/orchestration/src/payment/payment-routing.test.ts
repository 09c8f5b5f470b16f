import { OutcomeUnknownError, ProviderRefusedError, ProviderUnreachableError } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { aPayment, deliver } from '../../test/gateway.js';
import { DAY_MS, type Ledger, type LedgerOptions, MINUTE_MS, openLedger, SECOND_MS } from '../../test/ledger.js';
import { openTill, type Till } from '../../test/till.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import type { RoutingRule } from '../routing/routing-rule.js';
import type { PaymentRequest } from './payment-service.js';

const ORDER: PaymentRequest = { reference: 'order-1', creator: 'shop', amount: { amount: '15.00', currency: 'USD' } };
const RULE: RoutingRule = { id: 'usd', accounts: [{ account: 'main' }], fallback: ['b'], failoverOn: ['17'] };

function throws(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const LOST = throws(new OutcomeUnknownError('order-1'));
const UNREACHABLE = throws(new ProviderUnreachableError('connection_refused'));
const REFUSED = throws(new ProviderRefusedError({ httpStatus: 400, providerCode: '17' }));

function openTwo(options: LedgerOptions = {}): { ledger: Ledger; main: Till; b: Till } {
  const [main, b] = [openTill(), openTill()];
  return {
    ledger: openLedger(main, { routing: [RULE], others: [{ id: 'b', provider: b.provider }], ...options }),
    main,
    b,
  };
}

async function entries({ store }: Ledger, id: string, type: string): Promise<readonly unknown[]> {
  return (await store.paymentEvents(id)).filter((event) => event.type === type).map(({ detail }) => detail);
}

describe('a payment without an account', () => {
  test('goes where the rules say, and its history tells why', async () => {
    const rule: RoutingRule = {
      id: 'angola',
      when: { operations: ['payment'], countries: ['AO'] },
      accounts: [{ account: 'b' }],
    };
    const { b, ledger } = openTwo({ routing: [rule] });
    const payment = await ledger.payments.createPayment({ ...ORDER, country: 'AO', tags: ['new'] });

    expect(payment).toMatchObject({ account: 'b', state: 'pending', route: { rule: 'angola' } });
    expect(b.opened).toEqual([{ amount: { amount: '15', currency: 'USD' }, reference: 'order-1' }]);
    expect(await entries(ledger, payment.id, 'created')).toMatchObject([
      {
        route: {
          rule: 'angola',
          account: 'b',
          because: 'angola is the first rule that fits',
          country: 'AO',
          tags: ['new'],
        },
      },
    ]);
  });

  test('is the payment there is when it is asked for again under other rules, from another process', async () => {
    const { b, ledger, main } = openTwo();
    const first = await ledger.payments.createPayment(ORDER);
    const accounts = [
      { id: 'main', provider: main.provider },
      { id: 'b', provider: b.provider },
    ];
    const later = ledger.boot(accounts, [{ id: 'other', accounts: [{ account: 'b' }] }]);

    expect(await later.payments.createPayment(ORDER)).toMatchObject({ id: first.id, account: 'main' });
    expect(await later.payments.findPayment({ reference: 'order-1' })).toMatchObject({ id: first.id });
    await expect(later.payments.createPayment({ ...ORDER, country: 'AO' })).rejects.toBeInstanceOf(
      IdempotencyConflictError,
    );
    expect(b.opened).toEqual([]);
  });

  test('is the one that was asked for before there were rules', async () => {
    const { b, ledger, main } = openTwo({ routing: [{ id: 'b', accounts: [{ account: 'b' }] }] });
    const before = ledger.boot([{ id: 'main', provider: main.provider }], 'none');
    const first = await before.payments.createPayment(ORDER);

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({ id: first.id, account: 'main' });
    expect(b.opened).toEqual([]);
  });
});

describe('failover of a payment', () => {
  test('follows a refusal with a listed code, and the payment is found by its reference', async () => {
    const { b, ledger, main } = openTwo();
    main.answers.push(REFUSED);
    const payment = await ledger.payments.createPayment(ORDER);

    expect(payment).toMatchObject({ account: 'b', state: 'pending', sends: 1, providerId: 'at-order-1' });
    expect(await entries(ledger, payment.id, 'failed_over')).toEqual([
      { from: 'main', to: 'b', rule: 'usd', reason: 'refused with the code 17' },
    ]);
    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({ id: payment.id });
    for (const account of [undefined, 'main', 'b']) {
      expect(await ledger.payments.findPayment({ reference: 'order-1', account })).toMatchObject({ id: payment.id });
    }
    expect([main.opened.length, b.opened.length]).toEqual([1, 1]);
  });

  test('follows three requests that provably did not arrive', async () => {
    const { b, ledger, main } = openTwo();
    main.answers.push(UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const { id } = await ledger.payments.createPayment(ORDER);
    await ledger.pass(MINUTE_MS);

    expect([main.opened.length, b.opened.length]).toEqual([3, 1]);
    expect(await ledger.payments.findPayment({ id })).toMatchObject({ account: 'b', state: 'pending' });
  });

  test('never follows an unknown outcome, whatever is said of later requests', async () => {
    const { b, ledger, main } = openTwo();
    main.answers.push(LOST, REFUSED, REFUSED, UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const { id } = await ledger.payments.createPayment(ORDER);
    await ledger.pass(8 * DAY_MS);

    expect(main.opened.length).toBeGreaterThan(3);
    expect(b.opened).toEqual([]);
    expect(await ledger.payments.findPayment({ id })).toMatchObject({ account: 'main', everUnknown: true });
  });

  test('follows no refusal whose code is not listed, and fails where no account is left', async () => {
    const { b, ledger, main } = openTwo();
    main.answers.push(throws(new ProviderRefusedError({ httpStatus: 400, providerCode: '18' })), REFUSED);
    b.answers.push(REFUSED);

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({ account: 'main', state: 'failed' });
    expect(b.opened).toEqual([]);
    expect(await ledger.payments.createPayment({ ...ORDER, reference: 'order-2' })).toMatchObject({
      account: 'b',
      state: 'failed',
      final: true,
    });
  });

  test('stays where the other account fails too often, and goes on trying', async () => {
    const { b, ledger, main } = openTwo();
    for (let time = 0; time < 5; time += 1) ledger.health.note('b', 'not_sent');
    main.answers.push(UNREACHABLE, UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const { id } = await ledger.payments.createPayment(ORDER);
    await ledger.pass(20 * SECOND_MS);

    expect([main.opened.length, b.opened.length]).toEqual([3, 0]);
    await ledger.pass(MINUTE_MS);
    expect(await ledger.payments.findPayment({ id })).toMatchObject({ account: 'b', state: 'pending' });
  });

  test('ends where its reference is in use at the other account', async () => {
    const { ledger, main } = openTwo();
    main.answers.push(async () => {
      await ledger.payments.createPayment({ ...ORDER, account: 'b', amount: { amount: '3', currency: 'USD' } });
      return REFUSED();
    });

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({
      account: 'main',
      state: 'failed',
      failureReason: 'refused with the code 17; its reference is in use at b',
    });
  });

  test('is contradicted by a late word that it was paid at the account that was left', async () => {
    const { ledger, main } = openTwo();
    main.answers.push(REFUSED);
    const { id } = await ledger.payments.createPayment(ORDER);
    await ledger.intake.receive('main', deliver({ kind: 'payment', type: 'payment', payment: aPayment() }));
    await ledger.pass(SECOND_MS);

    expect(await ledger.payments.findPayment({ id })).toMatchObject({
      account: 'b',
      state: 'needs_review',
      reviewReason: 'contradiction',
    });
  });

  test('is not contradicted by a late word that it expired there unpaid', async () => {
    const { ledger, main } = openTwo();
    main.answers.push(REFUSED);
    const { id } = await ledger.payments.createPayment(ORDER);
    const expired = aPayment({ status: 'expired', final: true, providerStatus: 'expired' });
    await ledger.intake.receive('main', deliver({ kind: 'payment', type: 'payment', payment: expired }));
    await ledger.pass(SECOND_MS);

    expect(await ledger.payments.findPayment({ id })).toMatchObject({ account: 'b', state: 'pending' });
  });
});

describe('a payment whose account is missing from the configuration', () => {
  const others = { provider: openTill().provider };

  test('is sent once it is there again', async () => {
    const { ledger, main } = openTwo();
    main.answers.push(UNREACHABLE);
    const { id } = await ledger.payments.createPayment({ ...ORDER, account: 'main' });
    await ledger.pass(DAY_MS - MINUTE_MS, ledger.boot([{ id: 'z', ...others }], 'none').worker);
    const waiting = await ledger.payments.findPayment({ id });
    await ledger.pass(6 * MINUTE_MS);

    expect([waiting?.state, waiting?.sends]).toEqual(['unknown', 1]);
    expect(await ledger.payments.findPayment({ id })).toMatchObject({ state: 'pending', sends: 2 });
  });

  test('fails after a day', async () => {
    const { ledger, main } = openTwo();
    main.answers.push(UNREACHABLE);
    const { id } = await ledger.payments.createPayment({ ...ORDER, account: 'main' });
    await ledger.pass(DAY_MS + 10 * MINUTE_MS, ledger.boot([{ id: 'z', ...others }], 'none').worker);

    expect(await ledger.payments.findPayment({ id })).toMatchObject({
      state: 'failed',
      failureReason: 'the account takes no payments any more',
    });
    expect(main.opened).toHaveLength(1);
  });

  test('goes to the next account of its route after a day, where nothing was in doubt', async () => {
    const { b, ledger, main } = openTwo();
    main.answers.push(UNREACHABLE);
    const { id } = await ledger.payments.createPayment(ORDER);
    await ledger.pass(DAY_MS + 10 * MINUTE_MS, ledger.boot([{ id: 'b', provider: b.provider }], 'none').worker);

    expect(await ledger.payments.findPayment({ id })).toMatchObject({ account: 'b', state: 'pending' });
    expect(await entries(ledger, id, 'failed_over')).toEqual([
      { from: 'main', to: 'b', rule: 'usd', reason: 'never sent: unsupported_operation' },
    ]);
  });
});
