import type {
  ConnectionOptions,
  CreatePaymentRequest,
  CreatePayoutRequest,
  CreateRefundRequest,
  Dependencies,
  HttpClient,
  Money,
  PaymentException,
  PaymentProvider,
  PaymentStatus,
  PayoutStatus,
  RefundStatus,
  WebhookRequest,
} from '@paymux/core';
import type { ConformanceGateway } from './conformance-gateway.js';
import type { Requirement } from './requirements.js';

/** A changing method of the common contract. */
export type ConformanceOperation =
  | 'createPayment'
  | 'confirmPayment'
  | 'capturePayment'
  | 'cancelPayment'
  | 'createPayout'
  | 'cancelPayout'
  | 'createRefund';

/** How an account is connected in one case. */
export interface ConformanceConnection
  extends Pick<
    ConnectionOptions,
    'baseUrl' | 'deadlineMs' | 'deduplicatesForMs' | 'maxRetries' | 'retryJitter' | 'timeoutMs'
  > {
  /** `wrong`: well formed, and not those of the account. `missing`: none at all. The right ones when absent. */
  readonly credentials?: 'wrong' | 'missing' | undefined;
}

/** A gateway that was started for one case, and how to connect to it. */
export interface ConformanceSubject {
  /** Connects an account of the provider to the gateway. Whatever is given goes to the provider as it stands. */
  connect(dependencies: Dependencies, connection: ConformanceConnection): PaymentProvider;
  readonly gateway: ConformanceGateway;
  /** Reaches a gateway that listens nowhere. HTTP when absent. */
  readonly httpClient?: Pick<HttpClient, 'send'> | undefined;
  /** Where the gateway listens. */
  readonly baseUrl: string;
  /** The account's credentials: those of its calls, and those of webhooks alone. None of them may show anywhere. */
  readonly secrets: { readonly calls: readonly string[]; readonly webhooks: readonly string[] };
  /** Ends the gateway. */
  stop(): Promise<void>;
}

/** A status word's meaning: status, exception if any, and `final` if nothing follows. */
export type PaymentReading = `${PaymentStatus}${'' | ` ${PaymentException}`}${'' | ' final'}`;
/** See {@link PaymentReading}. */
export type PayoutReading = `${PayoutStatus}${'' | ' final'}`;
/** See {@link PaymentReading}. */
export type RefundReading = `${RefundStatus}${'' | ' final'}`;

/** What to open payments with. References are added. */
export interface PaymentSamples {
  /** A request that the gateway accepts, with everything the wire needs. */
  readonly request: Omit<CreatePaymentRequest, 'reference'>;
  /** Amounts at the edges of what the wire carries: the finest, the largest, none below the point. */
  readonly exact: readonly Partial<CreatePaymentRequest>[];
  /** By name of the field: a request under a used reference, in which that field differs. */
  readonly others: Readonly<Record<string, Partial<CreatePaymentRequest>>>;
  /** By path of the problem: what this wire cannot carry. */
  readonly unsupported: Readonly<Record<string, Partial<CreatePaymentRequest>>>;
  /** Amounts that a payer may send instead of what was asked for, where the provider tells of them. */
  readonly arrivals?:
    | {
        readonly under?: string | undefined;
        readonly over?: string | undefined;
        /** A part that may arrive twice before the payment is complete. */
        readonly part?: string | undefined;
        /** Whether money may come after the payment has expired. */
        readonly late?: boolean | undefined;
      }
    | undefined;
}

/** What to open payouts with. References are added. */
export interface PayoutSamples {
  /** See {@link PaymentSamples.request}. */
  readonly request: Omit<CreatePayoutRequest, 'reference'>;
  /** See {@link PaymentSamples.exact}. */
  readonly exact: readonly Partial<CreatePayoutRequest>[];
  /** See {@link PaymentSamples.others}. */
  readonly others: Readonly<Record<string, Partial<CreatePayoutRequest>>>;
  /** See {@link PaymentSamples.unsupported}. */
  readonly unsupported: Readonly<Record<string, Partial<CreatePayoutRequest>>>;
  /** A payout with a memo, where the provider has one. */
  readonly memo?: Partial<CreatePayoutRequest> | undefined;
}

/** What to refund payments with, which were made with {@link PaymentSamples.request}. */
export interface RefundSamples {
  readonly request: Omit<CreateRefundRequest, 'reference' | 'paymentId'>;
  /** A part of the sample payment, where parts can be refunded. Two of them are no more than the whole. */
  readonly part?: Money | undefined;
  /** By path of the problem: what this wire cannot carry. */
  readonly unsupported: Readonly<Record<string, Partial<CreateRefundRequest>>>;
}

/** How the provider signs its deliveries. */
export interface WebhookSamples {
  /** Where a delivery carries its signature. */
  readonly signature: { readonly member: string } | { readonly header: string };
  /** Whether deliveries about payouts are signed with a key of their own. */
  readonly keysByPurpose: boolean;
  /**
   * Signs a payload as the provider would.
   *
   * @param payload - The body without a signature. It may be anything; what cannot be signed may throw.
   * @param by - `stranger` is a key that the account does not know.
   */
  sign(payload: string, by: { readonly key: 'payments' | 'payouts' | 'stranger'; readonly at: Date }): WebhookRequest;
  /** A payload as one of a type that nobody has documented. @defaultValue its member `type` is another */
  asUnknownType?(payload: string): string;
}

/** A case in which a provider is known to behave otherwise. */
export interface Deviation {
  /** Id of the case. */
  readonly case: string;
  readonly reason: string;
  /** Where the reason can be checked, such as a heading of the provider's notes. */
  readonly source: string;
}

/** Everything that the conformance suite has to know about a provider. */
export interface ConformanceOptions {
  /** The provider's id. */
  readonly provider: string;
  /** Starts a gateway with an account that nothing has happened in. Called for nearly every case. */
  start(): Promise<ConformanceSubject>;
  /** Method and path of each changing call, such as `POST /v1/payout`; `{id}` stands for any segment. */
  readonly calls: Readonly<Partial<Record<ConformanceOperation, string>>>;
  readonly payments?: PaymentSamples | undefined;
  readonly payouts?: PayoutSamples | undefined;
  readonly refunds?: RefundSamples | undefined;
  readonly webhooks?: WebhookSamples | undefined;
  /** Every status word of the provider, with its meaning. Written down here, not taken from the adapter. */
  readonly statuses: {
    readonly payments?: Readonly<Record<string, PaymentReading>> | undefined;
    readonly payouts?: Readonly<Record<string, PayoutReading>> | undefined;
    readonly refunds?: Readonly<Record<string, RefundReading>> | undefined;
    /**
     * Statuses that nobody has documented, where a word of letters cannot be one: `['998', '-1']`.
     *
     * @defaultValue words, among them names that every object inherits
     */
    readonly madeUp?: readonly [string, ...string[]] | undefined;
  };
  /** What the provider says in its own words. */
  readonly texts: {
    /** A refusal that means no. */
    readonly refused: string;
    /** A refusal that means neither yes nor no, where there is one. */
    readonly undecided?: string | undefined;
  };
  /** What the provider has not, by name. Exactly these requirements may keep cases from applying. */
  readonly lacks?: readonly Requirement[] | undefined;
  readonly deviations?: readonly Deviation[] | undefined;
}
