import type { JsonObject } from '../json/encode-json.js';

/** What intents, refunds and payouts have in common. Amounts are in smallest units, instants in milliseconds since 1970. */
interface Movable {
  readonly id: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly metadata: JsonObject;
  readonly livemode: boolean;
  /** The merchant's name for it. */
  readonly reference: string | undefined;
  status: string;
  /** How often the status was set; what was planned before a change no longer happens. */
  moves: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** Why a payment failed. */
export interface PaymentError {
  readonly code: string;
  readonly message: string;
}

export interface Intent extends Movable {
  readonly kind: 'payment_intent';
  readonly capture: boolean;
  readonly locale: string;
  readonly customerId: string | undefined;
  readonly merchantId: string | undefined;
  readonly description: string | undefined;
  readonly returnUrl: string | undefined;
  readonly cancelUrl: string | undefined;
  readonly clientSecret: string;
  paymentMethod: string | undefined;
  charge: Charge | undefined;
  nextAction: JsonObject | undefined;
  error: PaymentError | undefined;
  cancellationReason: string | undefined;
  confirmedAt: number | undefined;
  capturedAt: number | undefined;
  canceledAt: number | undefined;
}

export interface Charge {
  readonly id: string;
  readonly intent: Intent;
  readonly method: string;
  status: string;
  captured: bigint;
  refunded: bigint;
  failure: PaymentError | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Refund extends Movable {
  readonly kind: 'refund';
  readonly charge: Charge;
  readonly reason: string | undefined;
  failureReason: string | undefined;
  /** Whether the money has gone back to the customer. */
  sent: boolean;
}

export interface Payout extends Movable {
  readonly kind: 'payout';
  readonly referenceCode: string;
  readonly originModule: string;
  readonly originEntityId: string;
  readonly beneficiary: JsonObject;
  /** The account number, or the IBAN where there is none, in full. */
  readonly account: string;
  readonly molamFee: bigint;
  readonly bankFee: bigint;
  readonly requiresApproval: boolean;
  approvalStatus: 'auto_approved' | 'pending' | 'approved' | 'rejected';
  readonly scheduledFor: number | undefined;
  readonly priority: number;
  attempts: number;
  lastError: string | undefined;
  failure: PaymentError | undefined;
  cancelReason: string | undefined;
  providerRef: string | undefined;
  /** Where the money is. */
  money: 'kept' | 'sent' | 'returned';
  paidAt: number | undefined;
}

/** One version of an endpoint's secret. */
export interface SecretVersion {
  readonly kid: string;
  readonly secret: string;
  status: 'active' | 'retiring' | 'revoked';
  readonly createdAt: number;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly tenantType: string;
  readonly tenantId: string;
  readonly description: string | undefined;
  readonly region: string | undefined;
  readonly apiVersion: string;
  status: 'active' | 'paused' | 'disabled';
  /** Oldest first; the last one that is not revoked signs. */
  readonly secrets: SecretVersion[];
  readonly createdAt: number;
}

/** Everything one account holds, each list oldest first. */
export interface MolamState {
  readonly intents: Intent[];
  readonly charges: Charge[];
  readonly refunds: Refund[];
  readonly payouts: Payout[];
  readonly endpoints: WebhookEndpoint[];
  /** How many of the next attempts the bank turns away for the time being. */
  bankFailures: number;
}
