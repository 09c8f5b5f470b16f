import type { Money } from '../money/money.js';
import type { CreatePaymentProviderOptions } from '../provider/provider-options.js';

/** What to open a payment with. */
export interface CreatePaymentRequest {
  /**
   * The business fact this payment is for, such as an order: 1 to 100 letters,
   * digits, `_` or `-`. It is the idempotency key: the same reference is the same payment.
   */
  readonly reference: string;
  /** In major units: `{ amount: '15.00', currency: 'USD' }` is fifteen dollars. Above zero. */
  readonly amount: Money;
  /** The asset's network, for crypto currencies that live on several. */
  readonly network?: string | undefined;
  /** Shown to or kept for people, where the provider has room for it. */
  readonly description?: string | undefined;
  /**
   * Where webhooks for this payment go. `https:` and public; a loopback address only
   * towards a provider on loopback. Providers that register endpoints instead ignore it
   * with a warning; at the others no webhook comes without it.
   */
  readonly webhookUrl?: string | undefined;
  /** Where the payer lands after paying. */
  readonly returnUrl?: string | undefined;
  /** Where the payer lands who turns back. */
  readonly cancelUrl?: string | undefined;
  /** How long the payer has, in whole seconds. */
  readonly expiresInSeconds?: number | undefined;
  /** `manual` only authorizes; the money is taken by `capturePayment`. @defaultValue `automatic` */
  readonly capture?: 'automatic' | 'manual' | undefined;
  /** Kept with the payment, where the provider has room for it. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly providerOptions?: CreatePaymentProviderOptions | undefined;
}
