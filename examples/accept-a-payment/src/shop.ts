import type { Paymux } from 'paymux';

/** Opens a payment for an order. The customer pays at its `checkoutUrl`. */
export function charge(paymux: Paymux, order: string, webhookUrl: string) {
  return paymux.payments.createPayment({
    reference: order,
    amount: { amount: '15.00', currency: 'USD' },
    webhookUrl,
  });
}

/** Ships an order once its payment has succeeded, however often the provider says so. */
export function shipWhenPaid(paymux: Paymux, ship: (order: string) => void) {
  return paymux.webhooks.handler({
    on: (event) => {
      if (event.kind !== 'payment' || event.payment.status !== 'succeeded') return;
      ship(event.payment.reference ?? event.payment.providerId);
    },
  });
}
