import { TransportError } from '@paymux/core';
import type { ScriptedStep } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, intent, open, PAYMENT, PAYOUT, scripted } from './account.js';

const nested = (code: string, more: object = {}) => ({ error: { code, message: `About ${code}.`, ...more } });
const flat = (code: string, more: object = {}) => ({ error: code, message: `About ${code}.`, ...more });

/** How the opening of a payment ends when the provider answers so. */
async function endOf(step: ScriptedStep, options: object = { maxRetries: 0 }) {
  const { http, molam } = scripted(
    Array.from({ length: 4 }, () => step),
    options,
  );
  const failure = await failureOf(molam.payments.createPayment(PAYMENT));
  return { failure, sent: http.requests.length };
}

const CODES: readonly (readonly [status: number, code: string, end: object])[] = [
  [400, 'missing_required_fields', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_amount', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_currency', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_beneficiary', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_state', { code: 'outcome_unknown', outcome: 'unknown' }],
  [400, 'charge_not_captured', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'amount_exceeds_captured', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'payout_not_cancellable', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'idempotency_key_required', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'idempotency_key_invalid', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_parameter', { code: 'provider_refused', outcome: 'rejected' }],
  [400, 'invalid_json', { code: 'provider_refused', outcome: 'rejected' }],
  [401, 'missing_api_key', { code: 'authentication_refused', outcome: 'rejected' }],
  [401, 'invalid_api_key', { code: 'authentication_refused', outcome: 'rejected' }],
  [401, 'missing_authorization_header', { code: 'authentication_refused', outcome: 'rejected' }],
  [402, 'card_declined', { code: 'provider_refused', outcome: 'rejected' }],
  [402, 'processing_error', { code: 'provider_refused', outcome: 'rejected' }],
  [402, 'authentication_failed', { code: 'provider_refused', outcome: 'rejected' }],
  [403, 'transaction_blocked', { code: 'provider_refused', outcome: 'rejected' }],
  [403, 'insufficient_scopes', { code: 'provider_refused', outcome: 'rejected' }],
  [404, 'intent_not_found', { code: 'provider_refused', outcome: 'rejected' }],
  [404, 'charge_not_found', { code: 'provider_refused', outcome: 'rejected' }],
  [409, 'idempotency_conflict', { code: 'reference_conflict', outcome: 'unknown' }],
  [409, 'idempotency_in_progress', { code: 'outcome_unknown', outcome: 'unknown' }],
  [429, 'rate_limit_exceeded', { code: 'rate_limited', outcome: 'not_sent' }],
  [500, 'server_error', { code: 'outcome_unknown', outcome: 'unknown' }],
  [503, 'service_unavailable', { code: 'outcome_unknown', outcome: 'unknown' }],
];

describe('in both shapes of an error,', () => {
  test.each(CODES)('%i %s: %j', async (status, code, end) => {
    for (const body of [nested(code), flat(code)]) {
      const { failure } = await endOf({ status, body });
      expect(failure).toMatchObject({ provider: 'molam', operation: 'createPayment', ...end });
      if ((end as { outcome: string }).outcome === 'rejected') {
        expect(failure).toMatchObject({ httpStatus: status, providerCode: code, providerMessage: `About ${code}.` });
      }
    }
  });
});

describe('what is repeated', () => {
  test.each([
    [{ status: 409, body: nested('idempotency_in_progress') }, 4, 'unknown'],
    [{ status: 429, body: flat('rate_limit_exceeded') }, 4, 'not_sent'],
    [{ status: 500, body: nested('server_error') }, 4, 'unknown'],
    [{ status: 503, body: 'Service Unavailable' }, 4, 'unknown'],
    [new TransportError('connection_lost'), 4, 'unknown'],
    [new TransportError('connection_refused'), 4, 'not_sent'],
    [{ status: 400, body: nested('invalid_amount') }, 1, 'rejected'],
    [{ status: 409, body: nested('idempotency_conflict') }, 1, 'unknown'],
    [{ status: 401, body: flat('invalid_api_key') }, 1, 'rejected'],
  ] as const)('%o is asked %i times, and ends %s', async (step, times, outcome) => {
    const { failure, sent } = await endOf(step, {});
    expect([sent, (failure as { outcome: string }).outcome]).toEqual([times, outcome]);
  });

  test('goes out with the same key and the same bytes each time', async () => {
    const { http, molam } = scripted([{ status: 500 }, { status: 503 }, { status: 200, body: intent() }]);
    await molam.payments.createPayment(PAYMENT);
    const [first, ...others] = http.requests;
    expect(others.map(({ body, headers }) => ({ body, headers }))).toEqual(
      Array.from({ length: 2 }, () => ({ body: first?.body, headers: first?.headers })),
    );
  });

  test('waits as long as the provider asks for', async () => {
    const turnedAway = { status: 429, headers: { 'retry-after': '7' }, body: nested('rate_limit_exceeded') };
    const { clock, molam } = scripted([turnedAway, { status: 200, body: intent() }], { retryJitter: 'none' });
    await molam.payments.createPayment(PAYMENT);
    expect(clock.sleeps).toEqual([7_000]);
  });

  test('is nothing after a doubt where the account’s window is closed', async () => {
    const { failure, sent } = await endOf({ status: 500 }, { deduplicatesForMs: { createPayment: 0 } });
    expect([sent, (failure as { outcome: string }).outcome]).toEqual([1, 'unknown']);
  });
});

describe('an answer that nobody can read', () => {
  test.each<readonly [string, ScriptedStep]>([
    ['a success without a body', { status: 201 }],
    ['a success in words', { status: 200, body: 'OK' }],
    ['a success in HTML', { status: 200, body: '<h1>Hello</h1>' }],
    ['half a success', { status: 200, body: '{"id":"pi_A1"' }],
    ['a list', { status: 200, body: '[]' }],
    ['null', { status: 200, body: 'null' }],
    ['bytes that are no text', { status: 200, body: Uint8Array.from([0x7b, 0xff, 0x7d]) }],
    ['an object of another kind', { status: 200, body: { id: 'pi_A1' } }],
    ['an amount in major units', { status: 200, body: intent({ amount: 25.5 }) }],
    ['an amount as text', { status: 200, body: intent({ amount: '2500' }) }],
    ['a currency nobody knows', { status: 200, body: intent({ currency: 'ABC' }) }],
    ['an error of success', { status: 200, body: nested('card_declined') }],
    ['a bare 400', { status: 400 }],
    ['a 403 in HTML', { status: 403, body: '<h1>Forbidden</h1>' }],
    ['a proxy’s 404', { status: 404, body: { error: 'Not Found', message: 'no Route matched' } }],
    ['a gateway’s 403', { status: 403, body: { message: 'Forbidden' } }],
    ['an error without a code', { status: 400, body: { error: { message: 'No.' } } }],
    ['an error that is a number', { status: 400, body: { error: 7 } }],
    ['a bare 409', { status: 409 }],
    ['a bare 429', { status: 429 }],
  ])('such as %s leaves the outcome unknown', async (_name, step) => {
    const { failure } = await endOf(step);
    expect(failure).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown', reference: 'order-1' });
  });
});

test('an answer about another reference is not believed', async () => {
  const { failure } = await endOf({ status: 200, body: intent({ metadata: { paymux_reference: 'order-2' } }) });
  expect(failure).toMatchObject({ code: 'outcome_unknown' });
});

test('a lone data object is unwrapped, and nothing else is', async () => {
  const { molam } = scripted([
    { status: 200, body: { data: intent() } },
    { status: 200, body: { data: intent(), more: 1 } },
  ]);
  expect(await molam.payments.createPayment(PAYMENT)).toMatchObject({ providerId: 'pi_A1' });
  expect(await failureOf(molam.payments.createPayment(PAYMENT))).toMatchObject({ code: 'outcome_unknown' });
});

describe('a refusal', () => {
  test.each([
    [{ 'x-request-id': 'req_1' }, 'req_1'],
    [{ 'X-MOLAM-REQUEST-ID': 'req_2' }, 'req_2'],
    [{ 'x-request-id': 'req_1', 'x-molam-request-id': 'req_2' }, 'req_1'],
    [{}, undefined],
  ])('keeps the name of its answer: %j', async (headers, requestId) => {
    const { failure } = await endOf({ status: 400, headers, body: nested('invalid_amount') });
    expect((failure as { requestId: unknown }).requestId).toBe(requestId);
  });

  test('tells the field that is wrong, and what else the provider says of it', async () => {
    const details = { required: ['amount', 'currency'], current_status: 'failed', max_refundable: 0, more: { a: 1 } };
    const { failure } = await endOf({ status: 400, body: nested('invalid_amount', { param: 'amount', details }) });
    expect(failure).toMatchObject({
      providerFields: {
        amount: ['invalid_amount'],
        required: ['amount', 'currency'],
        current_status: ['failed'],
        max_refundable: ['0'],
        more: [],
      },
    });
    const { failure: other } = await endOf({ status: 400, body: flat('invalid_amount', { details }) });
    expect(other).toMatchObject({ providerFields: { current_status: ['failed'] } });
  });

  test('without words of its own says its code', async () => {
    const { failure } = await endOf({ status: 400, body: { error: 'invalid_amount', detail: '' } });
    expect(failure).toMatchObject({ providerMessage: 'invalid_amount' });
    const { failure: detailed } = await endOf({ status: 400, body: { error: 'invalid_amount', detail: 'Too odd.' } });
    expect(detailed).toMatchObject({ providerMessage: 'Too odd.' });
  });

  test('shows neither the key nor what the request held, at no great length', async () => {
    const { failure } = await endOf(({ body, headers }) => ({
      status: 400,
      body: nested('invalid_amount', {
        message: `${headers['authorization'] ?? ''} ${String(body)} ${'x'.repeat(5_000)}`,
      }),
    }));
    const { providerMessage = '' } = failure as { providerMessage?: string };
    expect(providerMessage.length).toBeLessThanOrEqual(200);
    expect(providerMessage).toContain('Bearer [redacted]');
  });
});

test.each(['nested', 'flat'] as const)('the simulator’s %s refusals read alike', async (errorShape) => {
  const { molam } = await open({ errorShape });
  const request = { reference: 'refund-1', paymentId: 'ch_nobody' };
  expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({
    code: 'provider_refused',
    providerCode: 'charge_not_found',
    httpStatus: 404,
  });
  expect(await molam.payments.findPayment({ providerId: 'pi_nobody' })).toBeUndefined();
});

test('a key that the provider does not accept is named as that', async () => {
  const { molam } = await open({ apiKey: 'sk_test_right_1' }, { apiKey: 'sk_test_wrong_1' });
  expect(await failureOf(molam.payments.createPayment(PAYMENT))).toMatchObject({
    code: 'authentication_refused',
    outcome: 'rejected',
  });
});

test('beside a call that is still running the same call ends in doubt, and it happens once', async () => {
  const { molam, simulator } = await open();
  simulator.control.hold();
  const calls = [molam.payouts.createPayout(PAYOUT), molam.payouts.createPayout(PAYOUT)];
  const outcomes = Promise.allSettled(calls);
  await Promise.race(calls.map((call) => call.catch(() => undefined)));
  simulator.control.release();
  const settled = await outcomes;
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(simulator.control.payouts()).toHaveLength(1);
  expect(bodiesSent(simulator, '/v1/treasury/payouts').length).toBeGreaterThan(2);
});

test('an aborted call is not sent, and one that was sent is in doubt', async () => {
  const { http, molam } = scripted([new TransportError('aborted')]);
  const aborted = AbortSignal.abort();
  expect(await failureOf(molam.payouts.createPayout(PAYOUT, { signal: aborted }))).toMatchObject({
    code: 'call_aborted',
    outcome: 'not_sent',
  });
  expect(http.requests).toEqual([]);
  expect(await failureOf(molam.payouts.createPayout(PAYOUT))).toMatchObject({ outcome: 'unknown' });
});
