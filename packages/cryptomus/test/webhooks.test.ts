import { isVerifiedEvent, type VerifiedEvent, type WebhookRequest } from '@paymux/core';
import type { CryptomusSimulatorOptions, WebhookEncoding } from '@paymux/simulators';
import { describe, expect, test } from 'vitest';
import { createCryptomus, type CryptomusOptions } from '../src/index.js';
import { signCryptomusWebhook } from '../src/testing.js';
import { connect, connectWithOne, failureOf, openSimulator, PAYMENT, PAYOUT } from './account.js';
import { openReceiver } from './receiver.js';

type OtherOptions = Omit<Partial<CryptomusOptions>, 'paymentApiKey' | 'payoutApiKey'>;

async function shop(simulatorOptions: CryptomusSimulatorOptions = {}, options: OtherOptions = {}) {
  const simulator = await openSimulator({ webhookRetryDelaysMs: [], ...simulatorOptions });
  const receiver = await openReceiver();
  const cryptomus = connect(simulator, options);
  const verify = async (delivery: WebhookRequest | undefined): Promise<VerifiedEvent | undefined> => {
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    const events = await cryptomus.webhooks.validate(delivery);
    expect(events).toHaveLength(1);
    expect(events.every(isVerifiedEvent)).toBe(true);
    return events[0];
  };
  return { simulator, control: simulator.control, receiver, cryptomus, verify };
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const failure = await failureOf(promise);
  expect(failure).toMatchObject({ code: 'webhook_refused', outcome: 'not_sent' });
  return (failure as { readonly reason: string }).reason;
}

function altered({ headers, body }: WebhookRequest, change: (text: string) => string): WebhookRequest {
  return { headers, body: Buffer.from(change(Buffer.from(body).toString('utf8'))) };
}

describe('a delivery of the provider', () => {
  test('about a payment is verified, and waits for a look-up', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    const payment = await cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1', { amount: '25' });
    expect(await verify(receiver.received[0])).toMatchObject({
      kind: 'payment',
      type: 'payment',
      provider: 'cryptomus',
      needsConfirmation: true,
      payment: {
        providerId: payment.providerId,
        reference: 'order-1',
        status: 'succeeded',
        exception: 'overpaid',
        final: true,
        receivedAmount: { amount: '25.00000000', currency: 'USDT' },
      },
    });
  });

  test('about each step of a payment is verified, with a key of its own', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    await cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1', { amount: '5', announced: true });
    await control.pay('order-1', { amount: '5' });
    await control.pay('order-1');
    const events = await Promise.all(receiver.received.map(verify));
    expect(events.map((event) => (event?.kind === 'payment' ? event.payment.providerStatus : event?.kind))).toEqual([
      'confirm_check',
      'wrong_amount_waiting',
      'wrong_amount_waiting',
      'paid',
    ]);
    expect(new Set(events.map((event) => event?.deduplicationKey)).size).toBe(4);
  });

  test('about a deposit is verified', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    const { walletId } = await cryptomus.staticWallets.createStaticWallet({
      reference: 'topup-7',
      currency: 'TRX',
      network: 'tron',
      webhookUrl: receiver.url,
    });
    await control.deposit('topup-7', '30');
    expect(await verify(receiver.received[0])).toMatchObject({
      kind: 'deposit',
      deposit: { walletId, reference: 'topup-7', amount: { amount: '30.00000000', currency: 'TRX' } },
    });
  });

  test('about a payout is verified with the payout key', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    await cryptomus.payouts.createPayout({ ...PAYOUT, feeFrom: 'amount', webhookUrl: receiver.url });
    await control.settle('payout-1', 'paid');
    expect(await verify(receiver.received[0])).toMatchObject({
      kind: 'payout',
      payout: {
        reference: 'payout-1',
        status: 'confirmed',
        sentAmount: { amount: '49.00000000', currency: 'USDT' },
        debitedAmount: { amount: '50.00000000', currency: 'USDT' },
        fee: { amount: '1.00000000', currency: 'USDT' },
      },
    });
  });

  test('about a payout that failed for now is not final', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    await cryptomus.payouts.createPayout({ ...PAYOUT, webhookUrl: receiver.url });
    await control.settle('payout-1', 'fail', { final: false });
    expect(await verify(receiver.received[0])).toMatchObject({ payout: { status: 'failed', final: false } });
  });

  test.each(['payment', 'wallet', 'payout'] as const)(
    'that is a test of a %s is verified like any other',
    async (type) => {
      const { control, cryptomus, receiver, verify } = await shop();
      const request = { webhookUrl: receiver.url, currency: 'USDT', network: 'tron' };
      if (type === 'payment') await cryptomus.testWebhooks.sendPaymentTestWebhook?.(request);
      else if (type === 'wallet') await cryptomus.testWebhooks.sendWalletTestWebhook?.(request);
      else await cryptomus.testWebhooks.sendPayoutTestWebhook(request);
      await control.idle();
      // Nothing in it tells a test from the real thing, so it has to be confirmed.
      const event = await verify(receiver.received[0]);
      expect(event).toMatchObject({ type, needsConfirmation: true });
      expect(event).not.toHaveProperty('mode');
    },
  );

  test.each<WebhookEncoding>(['unescaped', 'escaped-wire', 'escaped'])(
    'is verified however the provider spells its letters: %s',
    async (webhookEncoding) => {
      const { control, cryptomus, receiver, verify } = await shop({ webhookEncoding });
      const metadata = { note: 'Zoë/🙂\u2028"\\' };
      await cryptomus.payments.createPayment({ ...PAYMENT, metadata, webhookUrl: receiver.url });
      await control.pay('order-1');
      if (webhookEncoding === 'escaped') {
        // Signed as it is sent, which the received bytes prove.
        expect(Buffer.from(receiver.received[0]?.body ?? []).toString()).toContain('\\u');
      }
      expect(await verify(receiver.received[0])).toMatchObject({ payment: { metadata } });
    },
  );

  test('is verified with a conversion in it, and after a proxy took the escapes from its slashes', async () => {
    const { control, cryptomus, receiver, verify } = await shop({ autoConvertTo: 'USDC' });
    await cryptomus.payments.createPayment({
      ...PAYMENT,
      metadata: { page: 'https://shop.example/a' },
      webhookUrl: receiver.url,
    });
    await control.pay('order-1');
    const [delivery] = receiver.received;
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    const plain = altered(delivery, (text) => text.replaceAll('\\/', '/'));
    expect(Buffer.from(plain.body).equals(Buffer.from(delivery.body))).toBe(false);
    expect((await verify(plain))?.deduplicationKey).toBe((await verify(delivery))?.deduplicationKey);
  });
});

describe('the same delivery again', () => {
  test('has the same key, copy after copy and an hour later', async () => {
    const { control, cryptomus, receiver, verify } = await shop();
    control.fault({ kind: 'webhook-duplicated', copies: 3 });
    await cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1');
    await control.advance(3_600_000);
    await control.redeliver(1);
    await cryptomus.payments.resendWebhook({ reference: 'order-1' });
    await control.idle();
    const keys = (await Promise.all(receiver.received.map(verify))).map((event) => event?.deduplicationKey);
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('a delivery that proves nothing', () => {
  async function delivered() {
    const all = await shop();
    await all.cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: all.receiver.url });
    await all.control.pay('order-1');
    const [genuine] = all.receiver.received;
    if (genuine === undefined) throw new Error('Nothing was delivered.');
    return { ...all, genuine };
  }

  test('is refused when somebody else signed it', async () => {
    const { control, cryptomus, receiver, simulator } = await delivered();
    await control.forgeWebhook({ about: 'order-1', changes: { status: 'paid' } });
    await control.forgeWebhook({ about: 'order-1', key: simulator.payoutKey });
    for (const forged of receiver.received.slice(1)) {
      expect(await refusalOf(cryptomus.webhooks.validate(forged))).toBe('signature_mismatch');
    }
    expect(receiver.received).toHaveLength(3);
  });

  test.each<[string, (text: string) => string, string]>([
    ['another amount', (text) => text.replace('"amount":"20.', '"amount":"99.'), 'signature_mismatch'],
    ['another status', (text) => text.replace('"status":"paid"', '"status":"fail"'), 'signature_mismatch'],
    ['another type', (text) => text.replace('"type":"payment"', '"type":"payout"'), 'signature_mismatch'],
    ['an unknown type', (text) => text.replace('"type":"payment"', '"type":"refund"'), 'unknown_type'],
    ['a second member', (text) => text.replace('{', '{"amount":"99",'), 'signature_mismatch'],
    ['a second signature', (text) => text.replace('{', '{"si\\u0067n":"0",'), 'duplicate_signature'],
    ['no signature', (text) => text.replace(/,"sign":"[0-9a-f]+"/, ''), 'missing_signature'],
    ['an empty signature', (text) => text.replace(/"sign":"[0-9a-f]+"/, '"sign":""'), 'malformed_signature'],
    ['a signature that is no text', (text) => text.replace(/"sign":"[0-9a-f]+"/, '"sign":true'), 'malformed_signature'],
    [
      'a signature in capitals',
      (text) => text.replace(/"sign":"([0-9a-f]+)"/, (_, hex: string) => `"sign":"${hex.toUpperCase()}"`),
      'signature_mismatch',
    ],
    ['half of it', (text) => text.slice(0, text.length / 2), 'missing_signature'],
    ['nothing at all', () => '', 'malformed_body'],
    ['more than any genuine one', (text) => text.padEnd(65_537, ' '), 'body_too_large'],
  ])('is refused with %s', async (_name, change, reason) => {
    const { cryptomus, genuine } = await delivered();
    expect(await refusalOf(cryptomus.webhooks.validate(altered(genuine, change)))).toBe(reason);
  });

  test('is refused when the account has no key for its type', async () => {
    const { simulator, genuine } = await delivered();
    expect(await refusalOf(connectWithOne(simulator, 'payout').webhooks.validate(genuine))).toBe('key_not_configured');
    expect(await connectWithOne(simulator, 'payment').webhooks.validate(genuine)).toHaveLength(1);
  });

  test('is refused when it is signed and lacks what such an event must have', async () => {
    const { cryptomus, simulator } = await delivered();
    const body = signCryptomusWebhook({ type: 'payment', status: 'paid' }, simulator.paymentKey);
    expect(await refusalOf(cryptomus.webhooks.validate({ headers: new Headers(), body }))).toBe('malformed_body');
  });
});

describe('of all schemes and keys', () => {
  const header = 'X-Signature';
  const secret = 'a-webhook-secret';
  const hmac = { webhookSignature: 'hmac-sha256', webhookSignatureHeader: header, webhookSecret: secret } as const;

  async function deliveriesOf(simulatorOptions: CryptomusSimulatorOptions) {
    const { control, cryptomus, receiver } = await shop(simulatorOptions);
    await cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1');
    await cryptomus.payouts.createPayout({ ...PAYOUT, webhookUrl: receiver.url });
    await control.settle('payout-1', 'paid');
    return receiver.received;
  }

  test('each account accepts its own and no other', async () => {
    const keys = { paymentKey: 'payment-key-a', payoutKey: 'payout-key-a' };
    const otherKeys = { paymentKey: 'payment-key-b', payoutKey: 'payout-key-b' };
    const account = { merchantId: 'm', paymentApiKey: keys.paymentKey, payoutApiKey: keys.payoutKey };
    const swapped = { merchantId: 'm', paymentApiKey: keys.payoutKey, payoutApiKey: keys.paymentKey };
    const accounts = [
      account,
      swapped,
      { ...account, ...hmac },
      { ...account, ...hmac, webhookSecret: keys.paymentKey },
    ];
    const senders: readonly CryptomusSimulatorOptions[] = [
      keys,
      otherKeys,
      { ...keys, webhookSignature: 'hmac-sha256', webhookSignatureHeader: header, webhookSecret: secret },
      { ...keys, webhookSignature: 'hmac-sha256', webhookSignatureHeader: header },
    ];
    const verdicts: number[][] = [];
    for (const sender of senders) {
      const deliveries = await deliveriesOf(sender);
      expect(deliveries).toHaveLength(2);
      const accepted = await Promise.all(
        accounts.map(async (options) => {
          const { webhooks } = createCryptomus(options);
          const outcomes = await Promise.allSettled(deliveries.map((delivery) => webhooks.validate(delivery)));
          return outcomes.filter(({ status }) => status === 'fulfilled').length;
        }),
      );
      verdicts.push(accepted);
    }
    expect(verdicts).toEqual([
      [2, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 2, 0],
      // Without a secret of its own that sender signs with the key of each type: payments alone fit the last account.
      [0, 0, 0, 1],
    ]);
  });

  test('a signature in a header may do without a look-up, where the account says so', async () => {
    const { control, cryptomus, receiver, verify } = await shop(
      { webhookSignature: 'hmac-sha256', webhookSignatureHeader: header, webhookSecret: secret },
      { ...hmac, confirmWebhooks: false },
    );
    await cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1');
    expect(await verify(receiver.received[0])).toMatchObject({ kind: 'payment', needsConfirmation: false });
    expect(cryptomus.capabilities.webhooks).toEqual({ scheme: 'hmac-sha256', needsConfirmation: false });
  });

  test('a type nobody knows is kept and never acted on, where one secret stands for all', async () => {
    const { cryptomus } = await shop({}, hmac);
    const body = Buffer.from('{"type":"newsletter","uuid":"u"}');
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const [event] = await cryptomus.webhooks.validate({ headers: new Headers({ [header]: signature }), body });
    expect(event).toMatchObject({ kind: 'unrecognised', type: 'newsletter' });
  });
});

describe('while keys are exchanged', () => {
  test('no genuine delivery is refused, and afterwards the old key is worth nothing', async () => {
    const merchantId = 'm';
    const [oldKeys, newKeys] = [
      { paymentKey: 'payment-key-old', payoutKey: 'payout-key-old' },
      { paymentKey: 'payment-key-new', payoutKey: 'payout-key-new' },
    ];
    const payloads = [
      { type: 'payment', uuid: 'u', amount: '1', currency: 'USDT', status: 'paid' },
      { type: 'wallet', uuid: 'u', amount: '1', currency: 'USDT', status: 'paid' },
      { type: 'payout', uuid: 'u', amount: '1', currency: 'USDT', status: 'paid' },
    ];
    const deliveriesOf = ({ paymentKey, payoutKey }: typeof oldKeys) =>
      payloads.map((payload) => ({
        headers: new Headers(),
        body: signCryptomusWebhook(payload, payload.type === 'payout' ? payoutKey : paymentKey),
      }));
    const before = createCryptomus({ merchantId, paymentApiKey: oldKeys.paymentKey, payoutApiKey: oldKeys.payoutKey });
    const during = createCryptomus({
      merchantId,
      paymentApiKey: newKeys.paymentKey,
      payoutApiKey: newKeys.payoutKey,
      retiringPaymentApiKeys: [oldKeys.paymentKey],
      retiringPayoutApiKeys: [oldKeys.payoutKey],
    });
    const after = createCryptomus({ merchantId, paymentApiKey: newKeys.paymentKey, payoutApiKey: newKeys.payoutKey });

    for (const [account, accepted] of [
      [before, [true, false]],
      [during, [true, true]],
      [after, [false, true]],
    ] as const) {
      for (const [index, keys] of [oldKeys, newKeys].entries()) {
        for (const delivery of deliveriesOf(keys)) {
          const verdict = await account.webhooks.validate(delivery).then(
            () => true,
            () => false,
          );
          expect(verdict).toBe(accepted[index]);
        }
      }
    }
  });

  test('a retiring key stands for its own purpose only', async () => {
    const account = createCryptomus({
      merchantId: 'm',
      paymentApiKey: 'payment-key',
      payoutApiKey: 'payout-key',
      retiringPaymentApiKeys: ['payment-key-old'],
    });
    const payout = { type: 'payout', uuid: 'u', amount: '1', currency: 'USDT' };
    const body = signCryptomusWebhook(payout, 'payment-key-old');
    expect(await refusalOf(account.webhooks.validate({ headers: new Headers(), body }))).toBe('signature_mismatch');
  });
});
