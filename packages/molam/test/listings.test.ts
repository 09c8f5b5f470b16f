import { describe, expect, test } from 'vitest';
import { all, failureOf, intent, open, PAYMENT, scripted } from './account.js';

describe('listing payments', () => {
  test('gives them newest first, page by page', async () => {
    const { molam, simulator } = await open();
    for (let number = 1; number <= 3; number += 1) {
      await molam.payments.createPayment({ ...PAYMENT, reference: `order-${number}` });
      await simulator.control.advance(1_000);
    }

    const references = (await all(molam.payments.listPayments())).map(({ reference }) => reference);
    expect(references).toEqual(['order-3', 'order-2', 'order-1']);
    const listing = molam.payments.listMatchingPayments({ pageSize: 2 });
    const first = await listing.page();
    expect([first.items.length, first.nextCursor]).toEqual([2, '2']);
    const last = await listing.page(first.nextCursor);
    expect([last.items.map(({ reference }) => reference), last.nextCursor]).toEqual([['order-1'], undefined]);
  });

  test('keeps to the time that was asked for, both ends included', async () => {
    const { molam, simulator } = await open();
    for (let number = 0; number < 5; number += 1) {
      await molam.payments.createPayment({ ...PAYMENT, reference: `order-${number}` });
      await simulator.control.advance(60_000);
    }
    const query = {
      createdFrom: new Date('2026-01-01T00:01:00Z'),
      createdTo: new Date('2026-01-01T00:03:00Z'),
    };

    const references = (await all(molam.payments.listPayments(query))).map(({ reference }) => reference);
    expect(references).toEqual(['order-3', 'order-2', 'order-1']);
  });

  test('filters by customer and by the provider’s own status, percent-encoded', async () => {
    const { molam, simulator } = await open();
    const providerOptions = { molam: { customerId: 'a&status=failed' } };
    await molam.payments.createPayment({ ...PAYMENT, providerOptions });
    await molam.payments.createPayment({ ...PAYMENT, reference: 'order-2' });

    const found = await all(molam.payments.listMatchingPayments({ customerId: 'a&status=failed' }));
    expect(found.map(({ reference }) => reference)).toEqual(['order-1']);
    expect(simulator.control.requests().at(-1)?.query).toBe('limit=100&offset=0&customer_id=a%26status%3Dfailed');
    expect(await all(molam.payments.listMatchingPayments({ providerStatus: 'failed' }))).toEqual([]);
    expect(await all(molam.payments.listMatchingPayments())).toHaveLength(2);
  });

  test.each([
    [{ limit: 5 }, /limit is not a known option/],
    [{ pageSize: 101 }, /pageSize must be a whole number from 1 to 100/],
    [{ pageSize: 1.5 }, /pageSize must be/],
    [{ customerId: '' }, /customerId must be one line/],
    [{ createdFrom: '2026' }, /createdFrom must be a valid Date/],
    [7, /must be an object/],
  ])('by %j is refused before anything is sent', async (query, message) => {
    const { molam, simulator } = await open();
    expect(String(await failureOf(all(molam.payments.listMatchingPayments(query as never))))).toMatch(message);
    expect(simulator.control.requests()).toEqual([]);
  });

  test('reads on until a page is empty where the provider does not say whether there are more', async () => {
    const page = (...ids: string[]) => ({ status: 200, body: { data: ids.map((id) => intent({ id })) } });
    const { http, molam } = scripted([page('pi_1', 'pi_2'), page('pi_3'), page()]);

    expect((await all(molam.payments.listPayments())).map(({ providerId }) => providerId)).toEqual([
      'pi_1',
      'pi_2',
      'pi_3',
    ]);
    expect(http.requests.map(({ url }) => new URL(url).searchParams.get('offset'))).toEqual(['0', '2', '3']);
  });

  test('passes a cursor that is none on to the provider, which refuses it', async () => {
    const { molam } = await open();
    expect(await failureOf(molam.payments.listPayments().page('next'))).toMatchObject({
      code: 'provider_refused',
      providerCode: 'invalid_parameter',
    });
  });
});

test('no part of an account asks for a list before it is read', async () => {
  const { molam, simulator } = await open();
  molam.payments.listPayments();
  molam.payouts.listMatchingPayouts();
  molam.refunds.listRefunds({ paymentId: 'pi_1' });
  molam.webhookEndpoints.listEndpoints();
  expect(simulator.control.requests()).toEqual([]);
});

test.each<readonly [what: string, changes: object]>([
  ['more than a page', { has_more: 'yes' }],
  ['no items', { data: null }],
  ['an item that cannot be read', { data: [intent(), { id: 'pi_2' }] }],
])('a page that tells of %s in no readable way is not taken for the end', async (_what, changes) => {
  const page = { status: 200, body: { data: [intent()], has_more: false, ...changes } };
  const { molam } = scripted([page], { maxRetries: 0 });
  expect(await failureOf(all(molam.payments.listPayments()))).toMatchObject({
    code: 'outcome_unknown',
    safeToRepeat: true,
  });
});
