import { describe, expect, test } from 'vitest';
import { startCryptomusSimulator } from '../src/index.js';
import { INVOICE, PAYOUT, simulated } from './merchant-client.js';

describe('a simulator', () => {
  test('has credentials of its own, or those it is given', async () => {
    const { simulator } = await simulated();
    expect(simulator.merchantId).toMatch(/^[0-9a-f-]{36}$/);
    expect(simulator.paymentKey).not.toBe(simulator.payoutKey);
    const other = await simulated({ merchantId: 'me', paymentKey: 'pay', payoutKey: 'out' });
    expect(other.simulator).toMatchObject({ merchantId: 'me', paymentKey: 'pay', payoutKey: 'out' });
    expect((await other.payout('/v1/payout', PAYOUT)).status).toBe(200);
  });

  test('repeats its identifiers with the same source of chance', async () => {
    const seeded = (): { bytes(count: number): Uint8Array } => {
      let state = 7;
      return { bytes: (count) => Uint8Array.from({ length: count }, () => (state = (state * 5 + 3) % 251)) };
    };
    const first = await simulated({ random: seeded() });
    const second = await simulated({ random: seeded() });
    const uuids = await Promise.all(
      [first, second].map(async ({ payment }) => (await payment('/v1/payment', INVOICE)).result['uuid']),
    );
    expect(uuids[0]).toBe(uuids[1]);
  });

  test('starts its virtual clock where it is told', async () => {
    const { simulator, payment } = await simulated({ startAt: '2026-05-20T07:00:00.000Z' });
    expect(simulator.control.now().toISOString()).toBe('2026-05-20T07:00:00.000Z');
    expect((await payment('/v1/payment', INVOICE)).result['created_at']).toBe('2026-05-20T10:00:00+03:00');
  });

  test('goes by the machine’s clock unless told otherwise, which nobody can advance', async () => {
    const before = Date.now();
    const { simulator } = await simulated({ clock: 'real' });
    expect(simulator.control.now().getTime()).toBeGreaterThanOrEqual(before);
    await expect(simulator.control.advance(1)).rejects.toThrow('virtual');
  });

  test('keeps apart from others on the same machine', async () => {
    const first = await simulated();
    const second = await simulated();
    await first.payment('/v1/payment', INVOICE);
    expect(first.simulator.baseUrl).not.toBe(second.simulator.baseUrl);
    expect(second.simulator.control.invoices()).toEqual([]);
  });

  test('refuses a port that is taken, empty credentials and an instant that is none', async () => {
    const { simulator } = await simulated();
    const port = Number(new URL(simulator.baseUrl).port);
    await expect(startCryptomusSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(startCryptomusSimulator({ paymentKey: '' })).rejects.toThrow('paymentKey');
    await expect(startCryptomusSimulator({ startAt: 'soon' })).rejects.toThrow('startAt');
    await expect(startCryptomusSimulator({ balances: { USDT: 'many' } })).rejects.toThrow('many');
  });

  test('frees its port when it closes, and closes once', async () => {
    const { simulator } = await simulated();
    await Promise.all([simulator.close(), simulator.close()]);
    const port = Number(new URL(simulator.baseUrl).port);
    const next = await simulated({ port });
    expect(next.simulator.baseUrl).toBe(simulator.baseUrl);
  });
});
