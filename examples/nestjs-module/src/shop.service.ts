import { Inject, Injectable } from '@nestjs/common';
import type { VerifiedEvent } from '@paymux/core';
import type { Paymux } from 'paymux';
import { PAYMUX } from './paymux.module.js';

/** The application's own service. It knows no provider by name. */
@Injectable()
export class ShopService {
  readonly shipped: string[] = [];
  readonly #paymux: Paymux;

  constructor(@Inject(PAYMUX) paymux: Paymux) {
    this.#paymux = paymux;
  }

  charge(order: string, webhookUrl: string) {
    const amount = { amount: '15.00', currency: 'USD' };
    return this.#paymux.payments.createPayment({ reference: order, amount, webhookUrl });
  }

  /** Ships an order once its payment has succeeded. */
  on(event: VerifiedEvent): void {
    if (event.kind !== 'payment' || event.payment.status !== 'succeeded') return;
    this.shipped.push(event.payment.reference ?? event.payment.providerId);
  }
}
