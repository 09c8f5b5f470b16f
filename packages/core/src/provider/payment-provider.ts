import type { PaymentProcessor } from '../payment/payment-processor.js';
import type { PayoutProcessor } from '../payout/payout-processor.js';
import type { RefundProcessor } from '../refund/refund-processor.js';
import type { WebhookValidator } from '../webhook/webhook-validator.js';
import type { Capabilities } from './capabilities.js';

/**
 * One account at one provider: a plain, immutable object with the parts it has.
 *
 * What the account lacks is absent, so the compiler asks the question. Adapters add
 * typed parts of their own beside these. It sends nothing until the first call.
 */
export interface PaymentProvider {
  /** The provider's id, such as `cryptomus`. */
  readonly id: string;
  /** The version of this contract. */
  readonly specificationVersion: 1;
  readonly capabilities: Capabilities;
  readonly payments?: PaymentProcessor | undefined;
  readonly refunds?: RefundProcessor | undefined;
  readonly payouts?: PayoutProcessor | undefined;
  readonly webhooks?: WebhookValidator | undefined;
  /** Closes the connections this account opened. A transport that was handed in stays open. */
  close(): Promise<void>;
}
