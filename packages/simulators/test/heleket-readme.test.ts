import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { heleketSimulated } from './heleket-client.js';

const run = promisify(execFile);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, section = ''] = /^## Heleket$(.*?)^## /ms.exec(readme) ?? [];

/** The commands of "Heleket with curl", as a newcomer copies them. */
const walkThrough = /```sh\n(BASE=.*?)^```$/ms.exec(section)?.[1] ?? '';

describe('the walk-through of Heleket in the README', () => {
  test('works as it stands, in a plain shell, with signatures made by openssl', async () => {
    const { simulator } = await heleketSimulated();
    const { stdout, stderr } = await run('sh', ['-eu', '-c', walkThrough], {
      env: { PATH: process.env['PATH'], BASE: simulator.baseUrl },
    });
    expect(stderr).toBe('');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const payout = { transaction_id: simulator.control.payouts()[0]?.uuid, status: 'pending', amount: 5 };
    expect(answers).toMatchObject([
      { state: 0, result: { order_id: 'order-1', payment_status: 'check' } },
      {},
      { state: 0, result: [{ status: 'init' }] },
      { orderId: 'order-1', status: 'paid' },
      { state: 0, result: [] },
      { status: 'refund_paid', refunded: '5.00000000' },
      { state: 0, result: { commission: '1.00000000', merchant_amount: '6.00000000', payout_amount: '5.00000000' } },
      payout,
      payout,
      {},
      [
        { kind: 'payment', orderId: 'order-1' },
        { kind: 'refund', orderId: 'order-1', amount: '5.00000000' },
        { kind: 'payout', orderId: 'payout-1', amount: '5.00000000' },
      ],
      { message: 'The idempotency key was used for another request' },
      { message: 'Invalid merchant or API key' },
    ]);
  });

  test('names the default credentials and every call that only Heleket’s control has', async () => {
    const { simulator } = await heleketSimulated();
    const { merchantId, paymentKey, payoutKey, apiKey } = simulator;
    for (const value of [merchantId, paymentKey, payoutKey, apiKey]) expect(walkThrough).toContain(value);
    for (const name of Object.keys(simulator.control)) expect(readme).toMatch(new RegExp(`\`${name}[\`(]`));
  });
});
