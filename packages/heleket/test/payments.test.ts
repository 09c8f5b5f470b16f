import { bodiesSent, failureOf, SAMPLE_PAYMENT } from '@paymux/merchant-sign/testing';
import { describe, expect, test } from 'vitest';
import { open } from './account.js';

describe('a payment', () => {
  test('carries the payer’s mail address, where it is known', async () => {
    const { heleket, simulator } = await open();
    const payment = await heleket.payments.createPayment({
      ...SAMPLE_PAYMENT,
      providerOptions: { heleket: { payerEmail: 'payer@example.com', acceptsRest: false } },
    });
    expect(payment).toMatchObject({ provider: 'heleket', reference: 'order-1', status: 'pending', final: false });
    expect(bodiesSent(simulator, '/v1/payment')).toEqual([
      {
        amount: '20',
        currency: 'USDT',
        order_id: 'order-1',
        network: 'tron',
        is_payment_multiple: false,
        payer_email: 'payer@example.com',
      },
    ]);
  });

  test.each(['', 'payer', 'a b@example.com', 'payer@', 5, `${'a'.repeat(250)}@b.example`])(
    'is refused with the mail address %j before anything is sent',
    async (payerEmail) => {
      const { heleket, control } = await open();
      const request = { ...SAMPLE_PAYMENT, providerOptions: { heleket: { payerEmail } as never } };
      expect(await failureOf(heleket.payments.createPayment(request))).toMatchObject({
        code: 'invalid_request',
        problems: [{ path: 'providerOptions.heleket.payerEmail' }],
      });
      expect(control.requests()).toEqual([]);
    },
  );

  test('that is held has a questionnaire, and goes on once it is answered', async () => {
    const { heleket, control, simulator } = await open();
    const { providerId } = await heleket.payments.createPayment(SAMPLE_PAYMENT);
    await control.pay('order-1');
    await control.settle('order-1', 'locked');
    expect(await heleket.payments.findPayment({ providerId })).toMatchObject({
      status: 'processing',
      exception: 'held',
      final: false,
    });

    const links = await heleket.payments.listAmlLinks({ reference: 'order-1' });
    expect(links).toMatchObject([{ status: 'init', providerStatus: 'init', expiresAt: new Date('2026-01-04') }]);
    expect(links[0]?.link).toMatch(/^http.*\/aml\//);
    await control.amlOutcome('order-1', 'pending');
    expect(await heleket.payments.listAmlLinks({ providerId })).toMatchObject([{ status: 'pending' }]);
    await control.amlOutcome('order-1', 'completed');
    expect(await heleket.payments.listAmlLinks({ providerId })).toMatchObject([{ status: 'completed' }]);
    expect(await heleket.payments.findPayment({ providerId })).toMatchObject({ status: 'succeeded', final: true });
    expect(bodiesSent(simulator, '/v1/payment/aml-links')).toEqual([
      { order_id: 'order-1' },
      { uuid: providerId },
      { uuid: providerId },
    ]);
  });

  test('that was never held has no questionnaire, and one must be named', async () => {
    const { heleket } = await open();
    await heleket.payments.createPayment(SAMPLE_PAYMENT);
    expect(await heleket.payments.listAmlLinks({ reference: 'order-1' })).toEqual([]);
    expect(await failureOf(heleket.payments.listAmlLinks({} as never))).toMatchObject({ code: 'invalid_request' });
    expect(await failureOf(heleket.payments.listAmlLinks({ reference: 'order-2' }))).toMatchObject({
      code: 'provider_refused',
    });
  });

  test('has its last webhook sent again by the one endpoint there is', async () => {
    const { heleket, control, receiver, simulator } = await open();
    await heleket.payments.createPayment({ ...SAMPLE_PAYMENT, webhookUrl: receiver.url });
    await control.pay('order-1');
    await heleket.payments.resendWebhook({ reference: 'order-1' });
    await control.idle();
    expect(receiver.received).toHaveLength(2);
    expect(bodiesSent(simulator, '/v1/payment/resend')).toEqual([{ order_id: 'order-1' }]);
  });
});

test('a service tells whether the merchant switched it on', async () => {
  const { heleket } = await open();
  const services = await heleket.payments.listServices();
  expect(services.find(({ currency, network }) => currency === 'USDT' && network === 'tron')).toMatchObject({
    available: true,
    enabled: true,
  });
});
