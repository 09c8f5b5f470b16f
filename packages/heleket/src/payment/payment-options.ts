import type { Problem } from '@paymux/core';
import { lengthProblems, type MerchantSignPaymentOptions, type PaymentBrand } from '@paymux/merchant-sign';

/** What Heleket alone lets one say when a payment is opened. */
export interface HeleketPaymentOptions extends MerchantSignPaymentOptions {
  /** The payer's mail address, which is then not asked for on the page. */
  readonly payerEmail?: string | undefined;
}

/** Where these options stand in a request, and those that the protocol does not know. */
export const HELEKET_PAYMENT_OPTIONS: Omit<PaymentBrand<HeleketPaymentOptions>, 'provider'> = {
  optionsOf: ({ providerOptions }) => providerOptions?.heleket,
  own: {
    names: ['payerEmail'],
    check: ({ payerEmail }) => emailProblems(payerEmail),
    build: ({ payerEmail }) => ({ payer_email: payerEmail }),
  },
};

function emailProblems(value: unknown): readonly Problem[] {
  const path = 'providerOptions.heleket.payerEmail';
  const problems = lengthProblems(value, path, { min: 3, max: 254 });
  if (value === undefined || problems.length > 0) return problems;
  return /^[^\s@]+@[^\s@]+$/.test(value as string) ? [] : [{ path, message: 'must be a mail address' }];
}
