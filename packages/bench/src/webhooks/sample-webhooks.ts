import { createHash, createHmac } from 'node:crypto';

/** The key of the body-signed wire, as long as its providers' keys are. */
export const BODY_KEY = 'pB5nQ8sT1vX4zA7cE0gI3kM6oR9uW2yD'.repeat(4);
/** The secret of the HMAC wires. */
export const HMAC_SECRET = 'whsec_5WbX9kTn2LqVdR7cYhZ0mJfAeGpUsCo3';
/** What that secret is called on the wire. */
export const KEY_ID = 'live-2';

/** The size that most comparisons are made at, in bytes. */
export const USUAL_BYTES = 1060;

/** Of its 34 letters every other one takes two bytes. */
const TEXT = 'Оплата заказа №42, subscription 12 ';

/**
 * A payment of the body-signed wire without its signature, spelled as PHP spells it: of the given number of bytes,
 * reached by one long text that is not Latin.
 */
export function unsignedPayment(bytes: number, orderId = '97a75bf8eda5cca41ba9d2e104840fcd'): string {
  const payment = (text: string): string =>
    JSON.stringify({
      type: 'payment',
      uuid: '62f88b36-a9d5-4fa6-aa26-e040c3dbf26d',
      order_id: orderId,
      amount: '15.00000000',
      payment_amount: '15.00000000',
      payment_amount_usd: '15.01',
      merchant_amount: '14.70000000',
      commission: '0.30000000',
      is_final: true,
      status: 'paid',
      from: 'THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH',
      wallet_address_uuid: null,
      network: 'tron',
      currency: 'USDT',
      payer_currency: 'USDT',
      payer_amount: '15.00000000',
      payer_amount_exchange_rate: '1.00000000',
      url: 'https://pay.example/62f88b36-a9d5-4fa6-aa26-e040c3dbf26d',
      additional_data: text,
      convert: { to_currency: 'USDT', commission: null, rate: '1.00000000', amount: '15.00000000' },
      txid: '6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b',
    }).replaceAll('/', '\\/');
  return payment(textOf(bytes - Buffer.byteLength(payment(''))));
}

/** A payment of the HMAC wire, of the given number of bytes. */
export function intentEvent(bytes: number, eventId = 'evt_5f1c2b7a9e3d4c60'): string {
  const event = (text: string): string =>
    JSON.stringify({
      id: eventId,
      type: 'payment_intent.succeeded',
      created: '2026-05-20T10:00:00.000Z',
      livemode: true,
      data: {
        id: 'pi_3PqRsTuVwXyZ0123',
        object: 'payment_intent',
        status: 'succeeded',
        amount: 1500,
        amount_received: 1500,
        currency: 'USD',
        capture: true,
        latest_charge: 'ch_9aBcDeFgHiJk4567',
        metadata: { paymux_reference: 'order-42', cart: 'c-77', note: text },
        created_at: '2026-05-20T09:58:12.000Z',
        updated_at: '2026-05-20T10:00:00.000Z',
      },
    });
  return event(textOf(bytes - Buffer.byteLength(event(''))));
}

/** A text of so many bytes of UTF-8. */
function textOf(bytes: number): string {
  if (bytes < 0) throw new RangeError('A sample without any text is longer than that.');
  const whole = Buffer.from(TEXT.repeat(Math.ceil(bytes / Buffer.byteLength(TEXT))));
  let end = bytes;
  // Not in the middle of a letter: what is left is filled up.
  while (((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return whole.toString('utf8', 0, end) + '.'.repeat(bytes - end);
}

/** The body as it is delivered: `sign` comes last. */
export function signedBody(unsigned: string, key: string = BODY_KEY): Buffer {
  const base64 = Buffer.from(unsigned).toString('base64');
  const digest = createHash('md5')
    .update(base64 + key)
    .digest('hex');
  return Buffer.from(`${unsigned.slice(0, -1)},"sign":"${digest}"}`);
}

/** A payment of the body-signed wire as it is delivered, of the given number of bytes. */
export function signedPayment(bytes: number, orderId?: string): Buffer {
  return signedBody(unsignedPayment(bytes - signedBody('{}').length + 2, orderId));
}

/** HMAC-SHA256 in lower-case hexadecimal. */
export function hmacOf(body: string | Uint8Array, secret: string = HMAC_SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
