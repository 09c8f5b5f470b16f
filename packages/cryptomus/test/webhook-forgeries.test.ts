import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCryptomus } from '../src/index.js';
import { signCryptomusWebhook } from '../src/testing.js';

const ACCOUNT = { merchantId: 'm', paymentApiKey: 'a-payment-key', payoutApiKey: 'a-payout-key' };
const PAYLOAD = {
  type: 'payment',
  uuid: '0b8f6f0e-6d5c-4a55-9a0e-3f3c2a1d7e10',
  order_id: 'order-1001',
  amount: '25.00000000',
  payment_amount: '25.00000000',
  is_final: true,
  status: 'paid',
  network: 'tron',
  currency: 'USD',
  payer_currency: 'USDT',
  additional_data: '{"note":"a/b é"}',
  txid: 'c0ffee',
};
const GENUINE = Buffer.from(signCryptomusWebhook(PAYLOAD, ACCOUNT.paymentApiKey));
const OTHERS = Buffer.from(signCryptomusWebhook({ ...PAYLOAD, status: 'fail' }, 'another-key'));
const { webhooks } = createCryptomus(ACCOUNT);

/** What a forger does to a genuine delivery. */
const forgery: fc.Arbitrary<(body: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => (body: Buffer) => {
    const copy = Buffer.from(body);
    const index = at % copy.length;
    copy.writeUInt8(copy.readUInt8(index) ^ flip, index);
    return copy;
  }),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, bytes]) => (body: Buffer) => {
    const index = at % (body.length + 1);
    return Buffer.concat([body.subarray(0, index), bytes, body.subarray(index)]);
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 40 })).map(([at, length]) => (body: Buffer) => {
    const index = at % body.length;
    return Buffer.concat([body.subarray(0, index), body.subarray(index + length + 1)]);
  }),
  fc
    .tuple(fc.constantFrom(...Object.keys(PAYLOAD), 'sign', '__proto__'), fc.jsonValue({ maxDepth: 1 }), fc.boolean())
    .map(([name, value, first]) => (body: Buffer) => {
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      const text = body.toString('utf8');
      return Buffer.from(first ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`);
    }),
  fc.stringMatching(/^[0-9a-f]{32}$/).map((sign) => (body: Buffer) => {
    return Buffer.from(body.toString('utf8').replace(/"sign":"[0-9a-f]{32}"/, `"sign":"${sign}"`));
  }),
  fc.string({ minLength: 1, maxLength: 20 }).map((key) => () => {
    return Buffer.from(signCryptomusWebhook({ ...PAYLOAD, amount: '9999' }, key));
  }),
  fc.nat().map((at) => (body: Buffer) => {
    const index = at % body.length;
    return Buffer.concat([body.subarray(0, index), OTHERS.subarray(index)]);
  }),
);

async function verdictOn(body: Buffer): Promise<unknown> {
  try {
    const [event] = await webhooks.validate({ headers: new Headers(), body });
    return event?.kind === 'payment' ? event.payment : event;
  } catch (error) {
    expect(error).toMatchObject({ code: 'webhook_refused' });
    return undefined;
  }
}

describe('of a hundred thousand forgeries', () => {
  test('none says anything that was not signed, and none breaks the validator', async () => {
    const genuine = await verdictOn(GENUINE);
    expect(genuine).toMatchObject({ status: 'succeeded' });
    const shown = JSON.stringify(genuine);
    let refused = 0;
    for (const forge of fc.sample(forgery, { seed: 20_260_520, numRuns: 100_000 })) {
      const verdict = await verdictOn(forge(GENUINE));
      // White space between two members, or another spelling of a letter, leaves the text that was signed.
      if (verdict === undefined) refused += 1;
      else expect(JSON.stringify(verdict)).toBe(shown);
    }
    expect(refused).toBeGreaterThan(95_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }, 60_000);
});
