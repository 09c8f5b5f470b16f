import { inspect } from 'node:util';
import type { Telemetry } from '@paymux/core';
import { createRecordingLogger } from '@paymux/core/testing';
import type { RequestFaultKind } from '@paymux/simulators';
import { describe, expect, test } from 'vitest';
import { signMolamWebhook } from '../src/testing.js';
import { all, connect, HOOK, openSimulator, PAYMENT, PAYOUT, type WholeAccount } from './account.js';

/** What must show nowhere but in the requests themselves, and in what a caller gets back. */
const HIDDEN = {
  apiKey: 'sk_test_canary_71c0',
  webhookSecret: 'whsec_canary_22ae',
  accountNumber: 'SN08CANARY00017734',
  holder: 'Canary Ndiaye',
  description: 'canary chairs',
  mail: 'canary@payer.example',
  customer: 'cust_canary_8',
  token: 'canarytoken55',
} as const;

const url = `https://shop.example/back?token=${HIDDEN.token}`;

const payment = {
  ...PAYMENT,
  description: HIDDEN.description,
  metadata: { mail: HIDDEN.mail },
  returnUrl: url,
  cancelUrl: url,
  webhookUrl: url,
  providerOptions: { molam: { customerId: HIDDEN.customer } },
} as const;

const payout = {
  ...PAYOUT,
  destination: { ...PAYOUT.destination, accountNumber: HIDDEN.accountNumber, holder: HIDDEN.holder },
  description: HIDDEN.description,
  metadata: { mail: HIDDEN.mail },
} as const;

/** An account of which everything is kept that goes to logs, figures and errors. */
async function openWatched() {
  const simulator = await openSimulator({
    apiKey: HIDDEN.apiKey,
    webhookSecret: { kid: '1', secret: HIDDEN.webhookSecret },
    webhookUrl: HOOK,
  });
  const shown: string[] = [];
  const keep = (value: unknown): void => {
    shown.push(inspect(value, { depth: null, showHidden: true }), JSON.stringify(value), String(value));
  };
  const telemetry: Telemetry = {
    startCall: (call) => (keep(call), { attempt: keep, end: keep }),
    webhook: keep,
  };
  const logger = createRecordingLogger();
  const options = { webhookSecrets: { 1: HIDDEN.webhookSecret } };
  const molam = connect(simulator, options, { logger, telemetry });
  const watch = async (call: Promise<unknown>): Promise<void> => {
    await call.catch((error: unknown) => {
      for (let cause = error; cause instanceof Error; cause = cause.cause) keep(cause);
    });
  };
  return { simulator, molam, keep, watch, text: () => [...shown, inspect(logger.records, { depth: null })].join('\n') };
}

async function callEverything(
  { payments, payouts, refunds, webhookEndpoints }: WholeAccount,
  watch: (call: Promise<unknown>) => Promise<void>,
): Promise<void> {
  const providerId = 'pi_A1';
  await watch(payments.createPayment(payment));
  await watch(payments.confirmPayment({ providerId, paymentMethod: `pm_${HIDDEN.token}` }));
  await watch(payments.capturePayment({ providerId }));
  await watch(payments.cancelPayment({ providerId }));
  await watch(payments.findPayment({ reference: 'order-1' }));
  await watch(all(payments.listMatchingPayments({ customerId: HIDDEN.customer })));
  await watch(refunds.createRefund({ reference: 'refund-1', paymentId: 'ch_A1', reason: HIDDEN.mail }));
  await watch(all(refunds.listRefunds()));
  await watch(payouts.createPayout(payout));
  await watch(payouts.cancelPayout({ providerId: 'po_A1', reason: HIDDEN.holder }));
  await watch(payouts.findPayout({ reference: 'payout-1' }));
  await watch(webhookEndpoints.registerEndpoint({ url: HOOK, tenantType: 'merchant', tenantId: HIDDEN.customer }));
  await watch(webhookEndpoints.rotateSecret({ endpointId: 'we_A1' }));
}

function expectHidden(text: string, names = Object.keys(HIDDEN) as (keyof typeof HIDDEN)[]): void {
  expect(text.length).toBeGreaterThan(500);
  const lower = text.toLowerCase();
  expect(names.filter((name) => lower.includes(HIDDEN[name].toLowerCase()))).toEqual([]);
}

describe('neither credentials nor anything of a person shows', () => {
  test.each<RequestFaultKind | 'nothing'>([
    'nothing',
    'rate-limit',
    'server-error',
    'client-error',
    'reset-after',
    'half-body',
    'not-json',
    'redirect',
    'oversized',
    'wrong-content',
  ])('while answers meet %s', async (kind) => {
    const { molam, simulator, text, watch } = await openWatched();
    if (kind !== 'nothing') simulator.control.fault({ kind, times: 500 });
    await callEverything(molam, watch);
    expectHidden(text());
  });

  test('when the provider quotes what it was sent', async () => {
    const { molam, simulator, text, watch } = await openWatched();
    const { accountNumber, apiKey, description, holder, mail } = HIDDEN;
    simulator.control.fault({ kind: 'refusal', message: `No account ${accountNumber} of ${holder} (${apiKey})` });
    await watch(molam.payouts.createPayout(payout));
    simulator.control.fault({ kind: 'refusal', message: `${description} for ${mail} at ${url}` });
    await watch(molam.payments.createPayment(payment));
    expectHidden(text());
  });

  test('when a request is refused unsent', async () => {
    const { molam, simulator, text, watch } = await openWatched();
    const odd: object = { [HIDDEN.mail]: HIDDEN.holder };
    await watch(molam.payouts.createPayout({ ...payout, memo: HIDDEN.token }));
    await watch(molam.payouts.createPayout({ ...payout, amount: { amount: '1.2345', currency: HIDDEN.token } }));
    await watch(molam.payouts.createPayout({ ...payout, providerOptions: { molam: odd } }));
    await watch(molam.payments.createPayment({ ...payment, metadata: { mail: HIDDEN.mail.repeat(99) } }));
    await watch(molam.payments.findPayment({ providerId: HIDDEN.mail }));
    await watch(molam.webhookEndpoints.revokeSecret({ endpointId: 'we_A1', kid: HIDDEN.holder }));
    expect(simulator.control.requests()).toEqual([]);
    expectHidden(text());
  });

  test('when deliveries are verified and refused', async () => {
    const { molam, simulator, text, watch } = await openWatched();
    const secret = HIDDEN.webhookSecret;
    const signedAt = simulator.control.now();
    const data = { id: 'po_A1', amount: 5, currency: 'EUR', beneficiary: { account_number: HIDDEN.accountNumber } };
    for (const [type, kid] of [
      ['payout.paid', '1'],
      ['payout.paid', HIDDEN.token],
      ['payment_intent.succeeded', '1'],
    ] as const) {
      const body = { id: `evt_${kid}_${type}`, type, data };
      await watch(molam.webhooks.validate(signMolamWebhook({ body, kid, secret, signedAt })));
      await watch(molam.webhooks.validate(signMolamWebhook({ body, kid, secret: HIDDEN.holder, signedAt })));
    }
    await watch(molam.webhooks.validate(signMolamWebhook({ body: HIDDEN.mail, secret, signedAt })));
    expectHidden(text());
  });
});

test('an account, and a secret that was just made, print without their secrets', async () => {
  const { keep, molam, text } = await openWatched();
  const made = await molam.webhookEndpoints.registerEndpoint({
    url: HOOK,
    tenantType: 'merchant',
    tenantId: 'merch_1',
  });
  keep([molam, { ...molam }, made]);
  expectHidden(text(), ['apiKey', 'webhookSecret']);
  expect(made.secret.reveal()).toBe(HIDDEN.webhookSecret);
});

test('of an account number, the caller gets back what the provider shows', async () => {
  const { molam } = await openWatched();
  const created = await molam.payouts.createPayout(payout);
  const found = await molam.payouts.findPayout({ providerId: created.providerId });
  for (const { destination } of [created, found ?? created]) {
    expect(JSON.stringify(destination)).not.toContain(HIDDEN.accountNumber);
    expect(JSON.stringify(destination)).toContain('7734');
  }
});
