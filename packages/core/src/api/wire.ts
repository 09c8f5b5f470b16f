import type { HttpRequest, HttpResponse } from '../http/http-client.js';
import type { Secret } from '../options/secret.js';

/** One call, before the wire has dressed it. */
export interface WireCall {
  readonly method: HttpRequest['method'];
  /** Below the base URL, with a leading slash and without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** The body as a value; the wire turns it into bytes, once. Absent means no parameters. */
  readonly body?: unknown;
  /** The key under which the provider recognises a repeat, for wires that send one. */
  readonly idempotencyKey?: string | undefined;
}

/** One HTTP request as it will travel. */
export type WireRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

/**
 * A refusal that the provider itself wrote.
 *
 * `reason` is what the wire knows about it: `authentication`, the credentials or the
 * signature are not accepted; `not_found`, no such object; `reference_used`, the reference
 * exists already; `in_progress`, the same call is still being worked on;
 * `idempotency_conflict`, the key exists with other contents; `undecided`, words that do
 * not say no. Absent: a plain no.
 */
export interface ProviderRefusal {
  readonly reason?:
    | 'authentication'
    | 'not_found'
    | 'reference_used'
    | 'in_progress'
    | 'idempotency_conflict'
    | 'undecided'
    | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The provider's name of this one answer, for its support. */
  readonly requestId?: string | undefined;
  /** Complaints by field of the provider's own request. */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What a wire makes of an answer: a payload, a refusal in the provider's own words, or nothing it can read. */
export type WireAnswer =
  | { readonly kind: 'payload'; readonly payload: unknown }
  | { readonly kind: 'refusal'; readonly refusal: ProviderRefusal }
  | { readonly kind: 'unreadable' };

/**
 * How one provider's calls look on the wire: base URL, encoding, signature or
 * authentication, envelope and errors. Pure: a wire sends nothing.
 */
export interface Wire {
  /** Makes the request's bytes, once: what is signed is what is sent, on every attempt. */
  encode(call: WireCall): WireRequest;

  /** Reads a whole answer. Total: whatever arrives gives one of the three kinds, never a throw. */
  read(response: HttpResponse): WireAnswer;

  /** Credentials that must never show in a message, whatever the provider echoes. */
  readonly secrets: readonly Secret[];
}
