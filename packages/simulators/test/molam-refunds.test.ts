import { describe, expect, test } from 'vitest';
import { receiver, units } from './merchant-client.js';
import { CHARGES, errorOf, idOf, INTENT, INTENTS, molamSimulated, paid, REFUNDS } from './molam-client.js';

describe('a refund', () => {
  test('without an amount gives everything back at once', async () => {
    const client = await molamSimulated();
    const intent = await paid(client);
    const charge = String(intent['latest_charge']);
    const { status, body } = await client.post(`${CHARGES}/${charge}/refund`);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^ref_/),
      object: 'refund',
      charge_id: charge,
      payment_intent_id: intent['id'],
      payment_id: intent['id'],
      amount: 4200,
      currency: 'EUR',
      status: 'succeeded',
      reason: null,
      failure_reason: null,
      metadata: {},
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      livemode: false,
    });
    expect((await client.get(`${REFUNDS}/${idOf(body)}`)).body).toEqual(body);
    expect((await client.get(`${CHARGES}/${charge}`)).body).toMatchObject({
      status: 'refunded',
      amount_refunded: 4200,
    });
    expect((await client.get(`${INTENTS}/${idOf(intent)}`)).body).toMatchObject({
      status: 'succeeded',
      amount_received: 4200,
      amount_refunded: 4200,
    });
  });

  test('in parts never exceeds what was captured', async () => {
    const client = await molamSimulated();
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    expect((await client.post(path, { amount: 1000, reason: 'discount_applied' })).body).toMatchObject({
      amount: 1000,
      reason: 'discount_applied',
    });
    const tooMuch = await client.post(path, { amount: 3201 });
    expect(tooMuch.status).toBe(400);
    expect(errorOf(tooMuch)).toMatchObject({ code: 'amount_exceeds_captured', details: { max_refundable: 3200 } });
    // The default is what is left, not the whole charge.
    expect((await client.post(path)).body).toMatchObject({ amount: 3200 });
    const over = await client.post(path);
    expect(errorOf(over)).toMatchObject({ code: 'charge_not_captured', details: { current_status: 'refunded' } });
    const moved = client.simulator.control.transfers().filter(({ kind }) => kind === 'refund');
    expect(moved.reduce((sum, { amount }) => sum + units(amount), 0n)).toBe(units('42.00'));
  });

  test.each([0, -5, 10.5, '1000'])('of %o is no refund', async (amount) => {
    const client = await molamSimulated();
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    expect(errorOf(await client.post(path, { amount }))).toMatchObject({ code: 'invalid_amount', param: 'amount' });
    expect(client.simulator.control.refunds()).toEqual([]);
  });

  test('of money that is only authorized is refused', async () => {
    const client = await molamSimulated();
    const intent = await paid(client, { ...INTENT, capture: false });
    const answer = await client.post(`${CHARGES}/${String(intent['latest_charge'])}/refund`);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'charge_not_captured', details: { current_status: 'authorized' } });
  });

  test('fails where its metadata says so, and leaves the money to refund again', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    const { status, body } = await client.post(path, { amount: 4200, metadata: { simulate: 'fail' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'failed', failure_reason: 'insufficient_balance' });
    expect((await client.post(path, { amount: 4200 })).body).toMatchObject({ status: 'succeeded' });
    await client.simulator.control.idle();
    const types = received().map(({ type }) => type);
    for (const type of ['refund.created', 'refund.failed', 'refund.succeeded']) expect(types).toContain(type);
    expect(client.simulator.control.transfers().filter(({ kind }) => kind === 'refund')).toHaveLength(1);
  });

  test('in delayed mode stays pending, keeps its amount from other refunds, and ends by the clock', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ delayedRefunds: true, webhookUrl: url });
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    await client.simulator.control.idle();
    const { body } = await client.post(path, { amount: 4000 });
    expect(body).toMatchObject({ status: 'pending' });
    expect(errorOf(await client.post(path, { amount: 300 }))).toMatchObject({ details: { max_refundable: 200 } });
    expect(client.simulator.control.transfers()).toHaveLength(1);

    await client.simulator.control.advance(60_000);
    expect((await client.get(`${REFUNDS}/${idOf(body)}`)).body).toMatchObject({
      status: 'succeeded',
      updated_at: '2026-01-01T00:01:00.000Z',
    });
    expect(client.simulator.control.transfers()).toMatchObject([
      { kind: 'payment' },
      { kind: 'refund', amount: '40.00' },
    ]);
    const stories = received().filter(({ type }) => String(type).startsWith('refund.'));
    expect(stories).toMatchObject([
      { type: 'refund.created', data: { status: 'pending' } },
      { type: 'refund.succeeded', data: { status: 'succeeded' } },
    ]);
  });

  test('that was set by hand keeps its status, whatever the clock says', async () => {
    const client = await molamSimulated({ delayedRefunds: true });
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    await client.post(path, { metadata: { reference: 'refund-1' } });
    await client.simulator.control.settle('refund-1', 'in_review');
    await client.simulator.control.advance(60_000);
    expect(client.simulator.control.refunds()).toMatchObject([{ reference: 'refund-1', status: 'in_review' }]);
  });

  test('of an unknown charge, and an unknown refund, are not found', async () => {
    const { get, post } = await molamSimulated();
    expect(errorOf(await post(`${CHARGES}/ch_none/refund`))).toMatchObject({ code: 'charge_not_found' });
    expect(errorOf(await get(`${REFUNDS}/ref_none`))).toMatchObject({ code: 'refund_not_found' });
  });
});
