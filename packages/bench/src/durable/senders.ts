import { createHash } from 'node:crypto';
import { Pool } from 'undici';
import { callFor } from './callers.js';
import { serve } from './helper.js';

// Sends webhooks of about 1 KB, each of them another one, signed as Cryptomus signs.

interface Sending {
  readonly origin: string;
  readonly path: string;
  readonly senders: number;
  readonly milliseconds: number;
  readonly key: string;
}

const pools = new Map<string, Pool>();
let sent = 0;

function poolOf(origin: string, connections: number): Pool {
  const name = `${origin} ${String(connections)}`;
  const known = pools.get(name);
  if (known !== undefined) return known;
  const pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 600_000 });
  pools.set(name, pool);
  return pool;
}

/** The most that anybody takes in a second, with room. */
const MOST_PER_SECOND = 40_000;

serve({
  send: async ({ key, milliseconds, origin, path, senders }: Sending) => {
    const pool = poolOf(origin, senders);
    // Signed beforehand, so that signing costs those who receive nothing.
    const bodies = Array.from({ length: Math.ceil((milliseconds / 1000) * MOST_PER_SECOND) + senders }, () => {
      sent += 1;
      return signedWebhook(sent, key);
    });
    let refused = 0;
    const figures = await callFor(senders, milliseconds, async () => {
      const body = bodies.pop();
      if (body === undefined) throw new RangeError('more was taken than there was');
      const answer = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) refused += 1;
      return 1;
    });
    if (refused > 0) throw new Error(`${String(refused)} webhooks were not taken`);
    return figures;
  },
});

function signedWebhook(number: number, key: string): Buffer {
  const id = `${String(process.pid)}-${String(number).padStart(10, '0')}`;
  const payload = {
    type: 'payment',
    uuid: `b10c3a1d-0f5f-4f0e-a7c9-${id}`,
    order_id: `order-${id}`,
    amount: '150.00000000',
    payment_amount: '150.00000000',
    payment_amount_usd: '150.00',
    merchant_amount: '147.00000000',
    commission: '3.00000000',
    is_final: true,
    status: 'paid',
    from: 'TQrY8tryqsYVCYS3MFbtffiPp2ccyn4STm',
    wallet_address_uuid: null,
    network: 'tron',
    currency: 'USDT',
    payer_currency: 'USDT',
    payer_amount: '150.00000000',
    payer_amount_exchange_rate: '1.00000000',
    additional_data: `Оплата заказа № ${id}: ${'подписка на год, '.repeat(16)}`,
    transfer_id: null,
    txid: `6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193${id}`,
  };
  const body = JSON.stringify(payload).replaceAll('/', '\\/');
  const sign = createHash('md5')
    .update(Buffer.from(body).toString('base64') + key)
    .digest('hex');
  return Buffer.from(`${body.slice(0, -1)},"sign":"${sign}"}`);
}
