/** Something that goes wrong with the answer to a request. */
export interface GatewayFault {
  readonly kind: GatewayFaultKind;
  readonly method?: string | undefined;
  /** `{id}` stands for any one segment. */
  readonly path?: string | undefined;
  /** How many requests it meets. @defaultValue `1` */
  readonly times?: number | undefined;
  /** Whether the request takes effect first, where the kind leaves that open. */
  readonly applied?: boolean | undefined;
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly delayMs?: number | undefined;
  /** The size of an oversized body. */
  readonly bytes?: number | undefined;
}

/**
 * What can go wrong with an answer.
 *
 * - `rate-limit`: 429 in the provider's own words, with `Retry-After`.
 * - `server-error`: 500, or `status`, in the provider's own words.
 * - `client-error`: 400, or `status`, without a body.
 * - `refusal`: `message` as the provider would say it; 422, or `status`.
 * - `reset-before`, `reset-after`: the connection is reset before or after the request takes effect.
 * - `half-body`: the right answer up to its middle, then a cut connection.
 * - `stalled-body`: the right headers, then nothing more.
 * - `latency`: the right answer after `delayMs` of real time.
 * - `not-json`, `empty-body`: 200, or `status`, with a page in HTML, or with nothing.
 * - `redirect`: 302 to another path.
 * - `oversized`: the right answer, padded with white space to `bytes`.
 * - `wrong-content`: the right answer, about another object.
 */
export type GatewayFaultKind =
  | 'rate-limit'
  | 'server-error'
  | 'client-error'
  | 'refusal'
  | 'reset-before'
  | 'reset-after'
  | 'half-body'
  | 'stalled-body'
  | 'latency'
  | 'not-json'
  | 'empty-body'
  | 'redirect'
  | 'oversized'
  | 'wrong-content';

/** A webhook that the gateway has sent. */
export interface GatewayDelivery {
  readonly headers: Readonly<Record<string, string>>;
  /** The exact body. */
  readonly body: string;
}

/** A request that the gateway has received. */
export interface GatewayRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly text: string;
  /** The kind of fault that met it, if any. */
  readonly fault: string | undefined;
}

/** A movement of money in the gateway's books. */
export interface GatewayTransfer {
  readonly kind: string;
  /** Decimal text: what arrived, or what the receiver got. */
  readonly amount: string;
  readonly currency: string;
}

/** An object that the gateway keeps. */
export interface GatewayObject {
  readonly id: string;
  /** As the gateway keeps it: a word, or a number. */
  readonly status: string | number;
}

/** A gateway under test: plays everyone but the merchant, keeps the books, and can be made to fail. */
export interface ConformanceGateway {
  /** Lets a payer pay, by the payment's provider id: the whole amount, or another one. */
  pay(
    id: string,
    options?: { readonly amount?: string | undefined; readonly late?: boolean | undefined },
  ): Promise<unknown>;
  /** Puts an object into a status of the provider, documented or not. */
  settle(id: string, status: string): Promise<unknown>;
  /** Carries out every payout and refund that was accepted, so that the books show it. */
  finish(): Promise<void>;
  /** Whatever is on its way to the receiver of webhooks arrives. */
  idle(): Promise<void>;
  /** What the gateway's clock shows. */
  now(): Date;
  fault(fault: GatewayFault): void;
  clearFaults(): void;
  payments(): readonly GatewayObject[];
  payouts(): readonly GatewayObject[];
  deliveries(): readonly GatewayDelivery[];
  /** The books, oldest first: kinds `payment`, `payout`, `refund` and whatever else there is. */
  transfers(): readonly GatewayTransfer[];
  /** Everything that was received on the provider's interface, oldest first. */
  requests(): readonly GatewayRequest[];
}
