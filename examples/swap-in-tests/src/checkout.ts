import { type PaymentProcessor, type PayoutProcessor, settle } from '@paymux/core';

/** What the checkout needs of a payment system, and no more: a `Paymux` has it, a provider, and a fake. */
export interface CheckoutProvider {
  readonly payments: Pick<PaymentProcessor, 'createPayment' | 'findPayment'>;
  readonly payouts: Pick<PayoutProcessor, 'createPayout' | 'findPayout'>;
}

/** A checkout that charges for orders and pays sellers. It knows no provider by name. */
export class Checkout {
  readonly #provider: CheckoutProvider;

  constructor(provider: CheckoutProvider) {
    this.#provider = provider;
  }

  /** Opens the payment of an order, and gives the page on which it is paid. */
  async pay(order: string, dollars: string): Promise<string | undefined> {
    const amount = { amount: dollars, currency: 'USD' };
    return (await this.#provider.payments.createPayment({ reference: order, amount })).checkoutUrl;
  }

  async isPaid(order: string): Promise<boolean> {
    return (await this.#provider.payments.findPayment({ reference: order }))?.status === 'succeeded';
  }

  /** Pays a seller: `unclear` means that a person has to look before anything else is sent. */
  async payOut(seller: string, tether: string, address: string): Promise<'accepted' | 'refused' | 'unclear'> {
    const { payouts } = this.#provider;
    const result = await settle(
      payouts.createPayout({
        reference: seller,
        amount: { amount: tether, currency: 'USDT' },
        network: 'tron',
        destination: { type: 'crypto_address', address },
        feeFrom: 'balance',
      }),
    );
    if (result.ok) return 'accepted';
    if (result.error.outcome !== 'unknown') return 'refused';
    if (result.error.code === 'reference_conflict') return 'unclear';
    return (await payouts.findPayout({ reference: seller })) === undefined ? 'unclear' : 'accepted';
  }
}
