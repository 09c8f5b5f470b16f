import { HmacSha256SignatureGenerator } from '@paymux/core';
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

type Judge = (body: Buffer) => Promise<unknown>;

/** What a validator reads in a body: the payment or the event, `undefined` where it refuses. */
function judgeOf(options: Parameters<typeof createCryptomus>[0], headersOf: (body: Buffer) => Headers): Judge {
  const { webhooks } = createCryptomus(options);
  return async (body) => {
    const verdict = await webhooks.judge({ headers: headersOf(body), body });
    if (!verdict.ok) return undefined;
    const [event] = verdict.events;
    return event?.kind === 'payment' ? event.payment : event;
  };
}

const inBody = judgeOf(ACCOUNT, () => new Headers());
const strictly = judgeOf({ ...ACCOUNT, strictWebhooks: true }, () => new Headers());

describe('of a hundred thousand forgeries', () => {
  test('none says anything that was not signed, and none breaks the validator', async () => {
    const genuine = await inBody(GENUINE);
    expect(genuine).toMatchObject({ status: 'succeeded' });
    const shown = JSON.stringify(genuine);
    let refused = 0;
    for (const forge of fc.sample(forgery, { seed: 20_260_520, numRuns: 100_000 })) {
      const verdict = await inBody(forge(GENUINE));
      // White space between two members, or another spelling of a letter, leaves the text that was signed.
      if (verdict === undefined) refused += 1;
      else expect(JSON.stringify(verdict)).toBe(shown);
    }
    expect(refused).toBeGreaterThan(95_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }, 60_000);
});

describe('of ten thousand forgeries', () => {
  const forgeries = fc.sample(forgery, { seed: 7, numRuns: 10_000 });

  test('strict mode accepts none that is refused without it, and reads the same', async () => {
    for (const forge of forgeries) {
      const body = forge(GENUINE);
      const verdict = await strictly(body);
      if (verdict !== undefined) expect(verdict).toEqual(await inBody(body));
    }
    expect(await strictly(GENUINE)).toEqual(await inBody(GENUINE));
  }, 60_000);

  test('validate throws where judge refuses, for the same reason, and nowhere else', async () => {
    const { webhooks } = createCryptomus(ACCOUNT);
    for (const forge of forgeries.slice(0, 2_000)) {
      const request = { headers: new Headers(), body: forge(GENUINE) };
      const verdict = await webhooks.judge(request);
      if (verdict.ok) expect(await webhooks.validate(request)).toEqual(verdict.events);
      else await expect(webhooks.validate(request)).rejects.toMatchObject({ reason: verdict.reason });
    }
  }, 60_000);

  test('none passes for one that an HMAC signs, but for the genuine body itself', async () => {
    const secret = 'a-webhook-secret';
    const header = 'x-signature';
    const signature = new HmacSha256SignatureGenerator(secret).sign(GENUINE);
    const byHeader = judgeOf(
      { ...ACCOUNT, webhookSignature: 'hmac-sha256', webhookSignatureHeader: header, webhookSecret: secret },
      () => new Headers({ [header]: signature }),
    );

    expect(await byHeader(GENUINE)).toMatchObject({ status: 'succeeded' });
    for (const forge of forgeries) {
      const body = forge(GENUINE);
      expect(await byHeader(body)).toEqual(body.equals(GENUINE) ? await byHeader(GENUINE) : undefined);
    }
  }, 60_000);
});

test('strict mode refuses a member that is named twice, and one named __proto__, though they are rightly signed', async () => {
  // PHP keeps the place of the first one and the value of the last, so that it signs the same text.
  const repeated = Buffer.from(GENUINE.toString().replace('{', '{"type":"wallet",'));
  const prototype = Buffer.from(
    signCryptomusWebhook(`{"__proto__":{},${JSON.stringify(PAYLOAD).slice(1)}`, ACCOUNT.paymentApiKey),
  );

  expect(await inBody(repeated)).toMatchObject({ status: 'succeeded' });
  expect(await strictly(repeated)).toBeUndefined();
  expect(await inBody(prototype)).toMatchObject({ status: 'succeeded' });
  expect(await strictly(prototype)).toBeUndefined();
});
