import type { JsonValue } from '../json/encode-json.js';
import type { Merchant } from './merchant.js';
import type { RequestFields } from './request-fields.js';

/** A call whose signature was right. */
export interface MerchantCall {
  readonly merchant: Merchant;
  readonly fields: RequestFields;
  readonly query: URLSearchParams;
  /** The key that signed the call; `undefined` for public endpoints. */
  readonly key: string | undefined;
  /** Values of the path's `:name` parts. */
  readonly pathValues: Readonly<Record<string, string>>;
}

/** One path of the provider's interface. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** In Hono's notation. */
  readonly path: string;
  /** Which key signs the call; `either` takes both, `none` is public. */
  readonly key: 'payment' | 'payout' | 'either' | 'none';
  /** Answers the `result`. @throws Refusal */
  handle(call: MerchantCall): JsonValue;
}
