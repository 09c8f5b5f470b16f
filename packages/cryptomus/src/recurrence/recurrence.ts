import type { Money } from '@paymux/core';

/** How often a recurring payment is taken. */
export type RecurrencePeriod = 'weekly' | 'monthly' | 'three_month';

/** Where a recurring payment stands. `unrecognised`: the provider used a word nobody has mapped. */
export type RecurrenceStatus = 'pending' | 'active' | 'cancelled' | 'unrecognised';

/** What to open a recurring payment with. */
export interface CreateRecurrenceRequest {
  /** 1 to 100 letters, digits, `_` or `-`; unique over payments, static wallets and recurring payments. */
  readonly reference: string;
  readonly amount: Money;
  /** What the payer reads, 3 to 60 characters. */
  readonly name: string;
  readonly period: RecurrencePeriod;
  /** The crypto currency to be paid in. */
  readonly toCurrency?: string | undefined;
  readonly webhookUrl?: string | undefined;
  /** For the first `days`, 1 to 365, `amount` is taken instead, in the currency of the payment. */
  readonly introduction?: { readonly days: number; readonly amount: string } | undefined;
  /** Kept with the recurring payment and not shown to the payer, at most 255 characters. */
  readonly description?: string | undefined;
}

/** A recurring payment as the provider sees it. */
export interface Recurrence {
  readonly provider: 'cryptomus';
  readonly providerId: string;
  readonly reference: string | undefined;
  readonly name: string;
  readonly amount: Money;
  /** The provider's own word where it is none of those documented. */
  readonly period: RecurrencePeriod | (string & {});
  readonly status: RecurrenceStatus;
  /** The provider's own word, never translated. */
  readonly providerStatus: string;
  /** The page on which the payer agrees. */
  readonly checkoutUrl: string | undefined;
  readonly lastPaidAt: Date | undefined;
}
