import { describe, expect, test } from 'vitest';
import { sampleBody } from '../src/webhook/sample-body.js';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const MOLAM = { id: 'cards', provider: 'molam', written: {}, options: {}, missing: [] };

describe('a sample of Molam', () => {
  test('counts a payment in the smallest units of its currency', async () => {
    const bodyOf = (amount: string, currency: string) =>
      sampleBody(MOLAM, { subject: 'payment', reference: 'order-1', amount, currency }, NOW);

    expect(await bodyOf('0.29', 'USD')).toContain('"amount":29}');
    expect(await bodyOf('500', 'XOF')).toContain('"amount":500}');
    expect(await bodyOf('90071992547409.93', 'USD')).toContain('"amount":9007199254740993}');
    await expect(bodyOf('0.295', 'USD')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('tells a payout digit by digit', async () => {
    const sample = { subject: 'payout', reference: 'salary-1', amount: '90071992547409.93', currency: 'USD' } as const;
    const body = await sampleBody(MOLAM, sample, NOW);

    expect(body).toContain('"amount":90071992547409.93}');
    expect(JSON.parse(body)).toMatchObject({
      type: 'payout.paid',
      created: '2026-01-01T00:00:00.000Z',
      data: { id: 'po_salary-1', status: 'settled', currency: 'USD', metadata: { paymux_reference: 'salary-1' } },
    });
  });
});
