/** A contract method whose aftermath is declared. */
export type OperationName =
  | 'createPayment'
  | 'confirmPayment'
  | 'capturePayment'
  | 'cancelPayment'
  | 'createPayout'
  | 'cancelPayout'
  | 'createRefund'
  // Methods of a provider's own, such as `createStaticWallet`.
  | (string & {});

/** How an object can be found after its creation: by our reference, by the provider's id only, by reading a list, or not at all. */
export type Lookup = 'reference' | 'id' | 'scan' | 'none';

/** What a provider can tell about one changing operation afterwards. Nothing is assumed that is not declared. */
export interface OperationCapability {
  readonly lookup: Lookup;
  /**
   * For how long after the first sending a repeat under the same reference is safe, in
   * milliseconds: 0 never, `Number.MAX_SAFE_INTEGER` always.
   */
  readonly deduplicatesForMs: number;
  /** Where long references can be looked up less well: above `length` characters, `lookup` applies. */
  readonly longReferences?: { readonly length: number; readonly lookup: Lookup } | undefined;
}

/** What a provider's webhooks prove. */
export interface WebhookCapability {
  /** How deliveries are signed, such as `body-md5` or `hmac-sha256`. */
  readonly scheme: string;
  /** Whether events must be confirmed by a look-up before anything happens because of them. */
  readonly needsConfirmation: boolean;
}

/** What one account of a provider can do. */
export interface Capabilities {
  /** Every changing operation the account has, by name. An operation not listed is not offered. */
  readonly operations: Readonly<Partial<Record<OperationName, OperationCapability>>>;
  readonly webhooks?: WebhookCapability | undefined;
  /** Whether a part of a payment can be refunded. */
  readonly partialRefunds: boolean;
  /** Whether a payout takes a memo or tag: always, never, or on these networks. */
  readonly payoutMemo: boolean | readonly string[];
}
