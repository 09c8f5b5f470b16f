import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createMolam, MOLAM_STAGING_URL } from '../src/index.js';
import { API_KEY, failureOf, intent, PAYMENT, payout, PAYOUT, refund } from './account.js';

const ORIGIN = 'https://api.molam.com';
const OPTIONS = { apiKey: API_KEY, originEntityId: 'merch_1', maxRetries: 0 };

const headersWith = (idempotencyKey: string) => ({
  authorization: `Bearer ${API_KEY}`,
  'content-type': 'application/json',
  'idempotency-key': idempotencyKey,
});

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

test('a payment travels as an integer of smallest units', async () => {
  const body =
    '{"amount":2500,"currency":"USD","locale":"en","capture":true,' +
    '"description":"Zoë’s chair 🙂","metadata":{"cart":"\\"7\\"","paymux_reference":"order-1"}}';
  const scope = nock(ORIGIN, { reqheaders: headersWith('order-1') })
    .post('/v1/connect/payment_intents', body)
    .reply(201, intent());
  const request = { ...PAYMENT, description: 'Zoë’s chair 🙂', metadata: { cart: '"7"' } };
  expect(await createMolam(OPTIONS).payments.createPayment(request)).toMatchObject({ status: 'pending' });
  expect(scope.isDone()).toBe(true);
});

test('a payout travels as a decimal, to its last digit', async () => {
  const body =
    '{"origin_module":"connect","origin_entity_id":"merch_1","amount":99999999999.999,"currency":"KWD",' +
    '"beneficiary":{"type":"bank_account","bank_code":"SNBK","account_number":"SN08 0010 1234 5678",' +
    '"account_holder":"Awa Diop"},"metadata":{"paymux_reference":"payout-1"}}';
  const scope = nock(ORIGIN, { reqheaders: headersWith('payout-1') })
    .post('/v1/treasury/payouts', body)
    .reply(201, payout({ amount: '99999999999.999', currency: 'KWD' }));
  const amount = { amount: '99999999999.999', currency: 'KWD' };
  expect(await createMolam(OPTIONS).payouts.createPayout({ ...PAYOUT, amount })).toMatchObject({ amount });
  expect(scope.isDone()).toBe(true);
});

test.each([
  ['10.00', '{"amount":1000,"metadata":{"paymux_reference":"refund-1"}}'],
  [undefined, '{"metadata":{"paymux_reference":"refund-1"}}'],
])('a refund of %s of a charge travels as %s', async (amount, body) => {
  const scope = nock(ORIGIN, { reqheaders: headersWith('refund-1') })
    .post('/v1/connect/charges/ch_A1/refund', body)
    .reply(201, refund());
  const request = {
    reference: 'refund-1',
    paymentId: 'ch_A1',
    amount: amount === undefined ? undefined : { amount, currency: 'USD' },
  };
  expect(await createMolam(OPTIONS).refunds.createRefund(request)).toMatchObject({ status: 'succeeded' });
  expect(scope.isDone()).toBe(true);
});

test('what only reads carries the key of the account, and no key of a call', async () => {
  const scope = nock(ORIGIN, { reqheaders: { authorization: `Bearer ${API_KEY}` }, badheaders: ['idempotency-key'] })
    .get('/v1/connect/payment_intents/pi_A1')
    .reply(200, intent())
    .get('/v1/treasury/payouts?limit=100&offset=0')
    .reply(200, { data: [payout()], has_more: false });
  const { payments, payouts } = createMolam(OPTIONS);
  expect(await payments.findPayment({ providerId: 'pi_A1' })).toMatchObject({ reference: 'order-1' });
  expect((await payouts.listPayouts().page()).items).toHaveLength(1);
  expect(scope.isDone()).toBe(true);
});

test('staging is another host with the same paths', async () => {
  const scope = nock(MOLAM_STAGING_URL).get('/v1/connect/payment_intents/pi_A1').reply(200, intent());
  const staging = createMolam({ ...OPTIONS, baseUrl: `${MOLAM_STAGING_URL}/` });
  expect(await staging.payments.findPayment({ providerId: 'pi_A1' })).toBeDefined();
  expect(scope.isDone()).toBe(true);
});

test('a redirect is not followed: the key of the account goes to nobody else', async () => {
  const elsewhere = nock('https://elsewhere.example').post(/.*/).reply(201, intent());
  nock(ORIGIN)
    .post('/v1/connect/payment_intents')
    .reply(307, '', { location: 'https://elsewhere.example/v1/connect/payment_intents' });
  expect(await failureOf(createMolam(OPTIONS).payments.createPayment(PAYMENT))).toMatchObject({ outcome: 'unknown' });
  expect(elsewhere.isDone()).toBe(false);
});
