import type { FetchHandler, Paymux } from 'paymux';

/** The whole application. It knows no provider by name. */
export interface Shop {
  /** Opens the payment of an order, and gives its id at the provider. */
  charge(order: string, webhookUrl: string): Promise<string>;
  readonly webhooks: FetchHandler;
}

/** @param ship - Called once for an order whose payment has succeeded. */
export function openShop(paymux: Paymux, ship: (order: string) => void): Shop {
  return {
    async charge(order, webhookUrl) {
      const amount = { amount: '15.00', currency: 'USD' };
      const payment = await paymux.payments.createPayment({ reference: order, amount, webhookUrl });
      return payment.providerId;
    },
    webhooks: paymux.webhooks.handler({
      on: (event) => {
        if (event.kind !== 'payment' || event.payment.status !== 'succeeded') return;
        ship(event.payment.reference ?? event.payment.providerId);
      },
    }),
  };
}
