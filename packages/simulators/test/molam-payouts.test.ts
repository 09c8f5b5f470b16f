import { describe, expect, test } from 'vitest';
import { receiver } from './merchant-client.js';
import { errorOf, idOf, molamSimulated, PAYOUT, PAYOUTS, type MolamClient } from './molam-client.js';

const STEP_MS = 10_000;
const MINUTE_MS = 60_000;

const to = (account_number: string): object => ({ ...PAYOUT, beneficiary: { ...PAYOUT.beneficiary, account_number } });

async function raw({ simulator, send }: MolamClient, amount: string, currency = 'EUR') {
  const body = JSON.stringify({ ...PAYOUT, currency, amount: '@' }).replace('"@"', amount);
  return send(PAYOUTS, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': 'application/json' },
  });
}

describe('creating a payout', () => {
  test('answers 201 with the whole object, the account number masked', async () => {
    const { post, get } = await molamSimulated();
    const { status, body, text } = await post(PAYOUTS, PAYOUT);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^po_/),
      object: 'payout',
      reference_code: expect.stringMatching(/^PAYOUT-20260101-[0-9A-F]{8}$/),
      status: 'pending',
      amount: 250.75,
      currency: 'EUR',
      origin_module: 'connect',
      origin_entity_id: 'merch_1',
      beneficiary: { ...PAYOUT.beneficiary, account_number: '****5678' },
      metadata: { reference: 'payout-1' },
      molam_fee: 0,
      bank_fee: 0,
      total_deducted: 250.75,
      requires_approval: false,
      approval_status: 'auto_approved',
      provider_ref: null,
      scheduled_for: null,
      priority: 100,
      attempts: 0,
      last_error: null,
      failure_code: null,
      failure_message: null,
      reason: null,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      paid_at: null,
      livemode: false,
    });
    expect(text).toContain('"amount":250.75,');
    expect((await get(`${PAYOUTS}/${idOf(body)}`)).body).toEqual(body);
  });

  test.each([
    ['500.0', 'XOF', '500'],
    ['500.00', 'USD', '500.00'],
    ['5e2', 'USD', '500.00'],
    ['1.234', 'KWD', '1.234'],
    ['9007199254740993.01', 'USD', '9007199254740993.01'],
  ])('takes %s %s exactly', async (amount, currency, written) => {
    const client = await molamSimulated({ approvalThreshold: 10 ** 15 });
    const { status, text } = await raw(client, amount, currency);
    expect(status).toBe(201);
    expect(text).toContain(`"amount":${written},`);
    expect(client.simulator.control.payouts()).toMatchObject([{ amount: written }]);
  });

  test.each([
    ['500.5', 'XOF'],
    ['1.001', 'EUR'],
    ['0.0000000000000000001', 'EUR'],
    ['0', 'EUR'],
    ['-1', 'EUR'],
    ['"250.75"', 'EUR'],
  ])('refuses %s %s', async (amount, currency) => {
    const client = await molamSimulated();
    const answer = await raw(client, amount, currency);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_amount', param: 'amount' });
    expect(client.simulator.control.payouts()).toEqual([]);
  });

  test.each<[string, object, object]>([
    ['without a beneficiary', { beneficiary: undefined }, { code: 'missing_required_fields' }],
    [
      'with a beneficiary by name only',
      { beneficiary: 'ben_1' },
      { code: 'invalid_beneficiary', param: 'beneficiary' },
    ],
    [
      'without an account',
      { beneficiary: { type: 'bank_account', account_holder: 'A' } },
      { code: 'invalid_beneficiary' },
    ],
    ['without a holder', { beneficiary: { type: 'bank_account', iban: 'FR76' } }, { code: 'invalid_beneficiary' }],
    ['without a type', { beneficiary: { iban: 'FR76', name: 'A' } }, { code: 'invalid_beneficiary' }],
    [
      'with an account number that is a number',
      { beneficiary: { ...PAYOUT.beneficiary, account_number: 12345678 } },
      { code: 'invalid_beneficiary', param: 'beneficiary.account_number' },
    ],
    ['from an unknown module', { origin_module: 'heaven' }, { code: 'invalid_parameter', param: 'origin_module' }],
    ['at no time', { scheduled_for: 'soon' }, { code: 'invalid_parameter', param: 'scheduled_for' }],
    ['with a priority as text', { priority: 'high' }, { code: 'invalid_parameter', param: 'priority' }],
    ['in no currency', { currency: 'EURO' }, { code: 'invalid_currency' }],
  ])('is refused %s', async (_, change, error) => {
    const client = await molamSimulated();
    const answer = await client.post(PAYOUTS, { ...PAYOUT, ...change });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject(error);
  });

  test('takes an IBAN and a name as well, and masks the IBAN', async () => {
    const { post } = await molamSimulated();
    const beneficiary = { type: 'bank_account', iban: 'FR7630006000011234567890189', name: 'A. Diop' };
    expect((await post(PAYOUTS, { ...PAYOUT, beneficiary, priority: 5 })).body).toMatchObject({
      beneficiary: { ...beneficiary, iban: '****0189' },
      priority: 5,
    });
  });

  test('charges no fees unless it is told to, then by module, on top', async () => {
    const client = await molamSimulated({ fees: { bankFee: '1.5' } });
    const cost = async (change: object): Promise<unknown> => {
      const { body } = await client.post(PAYOUTS, { ...PAYOUT, ...change });
      return [body['molam_fee'], body['bank_fee'], body['total_deducted']];
    };
    expect(await cost({})).toEqual([2.51, 1.5, 254.76]);
    expect(await cost({ origin_module: 'agents' })).toEqual([1.25, 1.5, 253.5]);
    expect(await cost({ origin_module: 'ma', currency: 'XOF', amount: 1000 })).toEqual([20, 1, 1021]);
  });

  test('writes amounts as text where it is told to', async () => {
    const { post } = await molamSimulated({ payoutAmounts: 'text' });
    expect((await post(PAYOUTS, PAYOUT)).body).toMatchObject({ amount: '250.75', molam_fee: '0.00' });
  });
});

describe('a payout on its way', () => {
  test('goes through processing and sent to settled, step by step, and tells of it', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const { control } = client.simulator;
    const { body } = await client.post(PAYOUTS, PAYOUT);
    const statuses: unknown[] = [body['status']];
    for (let step = 0; step < 3; step += 1) {
      await control.advance(STEP_MS);
      statuses.push((await client.get(`${PAYOUTS}/${idOf(body)}`)).body['status']);
    }
    expect(statuses).toEqual(['pending', 'processing', 'sent', 'settled']);
    expect((await client.get(`${PAYOUTS}/${idOf(body)}`)).body).toMatchObject({
      attempts: 1,
      provider_ref: expect.stringMatching(/^BANK-/),
      paid_at: '2026-01-01T00:00:30.000Z',
    });
    expect(received().map(({ type }) => type)).toEqual(['payout.created', 'payout.sent', 'payout.paid']);
    expect(received()[2]).toMatchObject({ data: { status: 'settled', paid_at: '2026-01-01T00:00:30.000Z' } });
    expect(control.transfers()).toMatchObject([
      { kind: 'payout', orderId: 'payout-1', amount: '250.75', currency: 'EUR', address: '00012345678' },
    ]);
  });

  test('to an account ending 0000 fails, and no money leaves', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const { body } = await client.post(PAYOUTS, to('123450000'));
    await client.simulator.control.advance(MINUTE_MS);
    expect((await client.get(`${PAYOUTS}/${idOf(body)}`)).body).toMatchObject({
      status: 'failed',
      failure_code: 'account_closed',
      failure_message: 'The account is closed',
    });
    expect(received().map(({ type }) => type)).toEqual(['payout.created', 'payout.failed']);
    expect(client.simulator.control.transfers()).toEqual([]);
  });

  test('to an account ending 9999 is sent and comes back', async () => {
    const client = await molamSimulated();
    await client.post(PAYOUTS, to('123459999'));
    await client.simulator.control.advance(2 * STEP_MS);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'sent', money: 'sent' }]);
    await client.simulator.control.advance(STEP_MS);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'reversed', money: 'returned' }]);
    expect(client.simulator.control.transfers()).toMatchObject([
      { kind: 'payout', amount: '250.75' },
      { kind: 'reversal', amount: '250.75' },
    ]);
  });

  test('is tried again when the bank is away, after 1 minute, 5, 15 …', async () => {
    const client = await molamSimulated();
    const { control } = client.simulator;
    control.failBank(2);
    await client.post(PAYOUTS, PAYOUT);
    await control.advance(2 * STEP_MS);
    expect(control.payouts()).toMatchObject([{ status: 'pending', attempts: 1 }]);
    await control.advance(MINUTE_MS + STEP_MS);
    expect(control.payouts()).toMatchObject([{ status: 'pending', attempts: 2 }]);
    await control.advance(5 * MINUTE_MS + STEP_MS);
    expect(control.payouts()).toMatchObject([{ status: 'sent', attempts: 3 }]);
  });

  test('fails after seven attempts in vain', async () => {
    const client = await molamSimulated();
    const { control } = client.simulator;
    control.failBank(100);
    await client.post(PAYOUTS, PAYOUT);
    await control.advance(72 * 60 * MINUTE_MS);
    expect(control.payouts()).toMatchObject([{ status: 'failed', attempts: 7, failureCode: 'bank_unavailable' }]);
    expect(control.transfers()).toEqual([]);
  });

  test('waits for its time when it is scheduled, and not when that is past', async () => {
    const client = await molamSimulated();
    const { control } = client.simulator;
    const { body } = await client.post(PAYOUTS, { ...PAYOUT, scheduled_for: '2026-01-02T00:00:00Z' });
    expect(body).toMatchObject({ status: 'scheduled', scheduled_for: '2026-01-02T00:00:00.000Z' });
    expect((await client.post(PAYOUTS, { ...PAYOUT, scheduled_for: '2025-12-31' })).body).toMatchObject({
      status: 'pending',
    });
    await control.advance(24 * 60 * MINUTE_MS - 1);
    expect(control.payouts()).toMatchObject([{ status: 'scheduled' }, { status: 'settled' }]);
    await control.advance(1);
    expect(control.payouts()).toMatchObject([{ status: 'pending' }, {}]);
    await control.advance(3 * STEP_MS);
    expect(control.payouts()).toMatchObject([{ status: 'settled' }, {}]);
  });

  test('from the threshold on waits for an approval', async () => {
    const client = await molamSimulated();
    const { control } = client.simulator;
    const at = (amount: number, reference: string): object => ({ ...PAYOUT, amount, metadata: { reference } });
    expect((await client.post(PAYOUTS, at(9999.99, 'below'))).body).toMatchObject({ status: 'pending' });
    expect((await client.post(PAYOUTS, at(10_000, 'approved'))).body).toMatchObject({
      status: 'pending_approval',
      requires_approval: true,
      approval_status: 'pending',
    });
    await client.post(PAYOUTS, { ...at(10_000, 'later'), scheduled_for: '2026-01-03T00:00:00Z' });
    await client.post(PAYOUTS, at(10_000, 'rejected'));
    await control.advance(60 * MINUTE_MS);
    expect(control.payouts().map(({ status }) => status)).toEqual(['settled', ...Array(3).fill('pending_approval')]);

    expect(await control.approve('approved')).toMatchObject({ status: 'pending', approvalStatus: 'approved' });
    expect(await control.approve('later')).toMatchObject({ status: 'scheduled' });
    expect(await control.reject('rejected')).toMatchObject({ status: 'cancelled', approvalStatus: 'rejected' });
    await expect(control.approve('approved')).rejects.toThrow('waits for no approval');
    await control.advance(3 * STEP_MS);
    expect(control.payouts().map(({ status }) => status)).toEqual(['settled', 'settled', 'scheduled', 'cancelled']);
  });

  test('stays where it is without the autopilot, and where it was put by hand', async () => {
    const manual = await molamSimulated({ autopilot: false });
    await manual.post(PAYOUTS, PAYOUT);
    await manual.simulator.control.advance(MINUTE_MS);
    expect(manual.simulator.control.payouts()).toMatchObject([{ status: 'pending' }]);
    const client = await molamSimulated();
    await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.settle('payout-1', 'reserved');
    await client.simulator.control.advance(MINUTE_MS);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'reserved' }]);
  });
});

describe('canceling a payout', () => {
  test.each(['pending', 'scheduled', 'pending_approval', 'reserved'])('works in %s', async (status) => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const { body } = await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.idle();
    await client.simulator.control.settle(idOf(body), status);
    const answer = await client.post(`${PAYOUTS}/${idOf(body)}/cancel`, { reason: 'duplicate request' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled', reason: 'duplicate request' } });
    await client.simulator.control.advance(60 * MINUTE_MS);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'cancelled', money: 'kept' }]);
    expect(received().map(({ type }) => type)).toEqual(['payout.created', 'payout.cancelled']);
  });

  test.each(['processing', 'sent', 'settled', 'failed', 'reversed', 'cancelled'])(
    'is refused in %s',
    async (status) => {
      const client = await molamSimulated();
      const { body } = await client.post(PAYOUTS, PAYOUT);
      await client.simulator.control.settle(idOf(body), status);
      const answer = await client.post(`${PAYOUTS}/${idOf(body)}/cancel`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({ code: 'payout_not_cancellable', details: { current_status: status } });
    },
  );

  test('answers 404 for payouts that do not exist', async () => {
    const { get, post } = await molamSimulated();
    expect(errorOf(await get(`${PAYOUTS}/po_none`))).toMatchObject({ code: 'payout_not_found' });
    expect(errorOf(await post(`${PAYOUTS}/po_none/cancel`))).toMatchObject({ code: 'payout_not_found' });
  });
});
