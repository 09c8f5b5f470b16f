import { inspect } from 'node:util';
import { combineTelemetry, type Telemetry } from '@paymux/core';
import { createRecordingLogger } from '@paymux/core/testing';
import { SAMPLE_ADDRESSES } from '@paymux/merchant-sign/testing';
import { expect, test } from 'vitest';
import { connect, connectByApiKey, start } from './account.js';

const SECRETS = {
  paymentKey: 'CANARY-payment-key-5f2a',
  payoutKey: 'CANARY-payout-key-9c41',
  apiKey: 'CANARY-api-key-77b0',
  webhookSecret: 'CANARY-webhook-secret-1d3e',
};
const MAIL = 'canary.payer@example.com';
const CANARIES = [...Object.values(SECRETS), MAIL, SAMPLE_ADDRESSES.ton];
const PAYOUT = {
  reference: 'payout-1',
  amount: { amount: '5', currency: 'TON' },
  network: 'ton',
  destination: { type: 'crypto_address', address: SAMPLE_ADDRESSES.ton },
  feeFrom: 'balance',
  metadata: { mail: MAIL },
} as const;
const PAYMENT = {
  reference: 'order-1',
  amount: { amount: '20', currency: 'USDT' },
  network: 'tron',
  providerOptions: { heleket: { payerEmail: MAIL } },
} as const;

test.each([undefined, 'rate-limit', 'server-error', 'refusal', 'reset-after', 'not-json', 'half-body'] as const)(
  'no credential and nothing of a person shows in logs, errors or figures under the fault %s',
  async (kind) => {
    const { control, simulator } = await start(SECRETS);
    const seen: string[] = [];
    const note = (value: unknown): void => {
      seen.push(inspect(value, { depth: null, showHidden: true }), JSON.stringify(value));
    };
    const telemetry: Telemetry = {
      startCall: (call) => {
        note(call);
        return { attempt: note, end: note };
      },
      webhook: note,
    };
    const logger = createRecordingLogger();
    const dependencies = { logger, telemetry: combineTelemetry(telemetry) };
    const signed = connect(simulator, {}, dependencies);
    const byKey = connectByApiKey(simulator, {}, dependencies);
    const { payments, payouts } = signed;
    const calls = {
      [`${MAIL} ${SECRETS.paymentKey}`]: () => payments.createPayment(PAYMENT),
      [`${SAMPLE_ADDRESSES.ton} ${SECRETS.payoutKey}`]: () => payouts.createPayout(PAYOUT),
      [`${SAMPLE_ADDRESSES.ton} ${SECRETS.paymentKey}`]: () =>
        payouts.quotePayout({ amount: PAYOUT.amount, destination: PAYOUT.destination, feeFrom: 'amount' }),
      [`${SAMPLE_ADDRESSES.ton} ${MAIL} ${SECRETS.apiKey} ${SECRETS.webhookSecret}`]: () =>
        byKey.payouts.createPayout({ ...PAYOUT, reference: 'payout-2' }),
    };
    for (const [echo, call] of Object.entries(calls)) {
      // A provider may echo everything it was sent.
      if (kind !== undefined) control.fault({ kind, times: 9, message: `Rejected: ${echo}` });
      await call().catch((error: unknown) => {
        for (let cause = error; cause instanceof Error; cause = cause.cause) note(cause);
      });
      control.clearFaults();
    }
    for (const account of [signed, byKey]) note(account);
    note(logger.records);
    expect(logger.records.length).toBeGreaterThanOrEqual(4);
    expect(CANARIES.filter((canary) => seen.join('\n').toLowerCase().includes(canary.toLowerCase()))).toEqual([]);
  },
);
