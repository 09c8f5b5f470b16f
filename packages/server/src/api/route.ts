import type * as z from 'zod';
import type { Actor, Permission } from '../access/actor.js';

/** The methods that routes have. `GET` changes nothing; every other one is a write. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What every route says of itself. */
export interface RouteBase {
  readonly method: Method;
  /** The whole path, with parameters as `/v1/payouts/{id}`. Routes that answer requests as such may end in `/*`. */
  readonly path: string;
  /** What whoever asks has to hold. `public` routes are open to everybody, and know nobody. */
  readonly permission: Permission | 'public';
  /** What it does, as a short sentence for the documentation. */
  readonly summary: string;
  /** Parameters of the query that may stand there several times: the schema sees each of them as a list. */
  readonly lists?: readonly string[] | undefined;
}

/** A request as a route sees it: checked, and made by somebody who may make it. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The `Idempotency-Key`: present on every write that does not say otherwise, empty elsewhere. */
  readonly idempotencyKey: string;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
  /** For headers and the address it was sent to; its body is read already. */
  readonly request: Request;
  /** Names the request in logs, in the audit and in its answer. */
  readonly requestId: string;
  /** Where it came from: an IP address, or `unknown`. */
  readonly address: string;
  /** Names the record that the request turned out to be about, for the audit. @defaultValue the parameters of the path */
  concerns(record: string): void;
  /** Names who made a request to a public route, for the audit. */
  madeBy(person: string): void;
}

/** Answers with another status than usual, or with headers. */
export class Reply<Value> {
  readonly status: number;
  readonly value: Value;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, value: Value, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.value = value;
    this.headers = headers;
  }
}

/**
 * One route of the JSON interface, as data: the service serves it and the documentation describes it from the same
 * schemas. Schemas of requests refuse what they do not know: write them with `z.strictObject`. Schemas of answers
 * describe the JSON that is sent, so that an instant in them is text.
 */
export interface Route<
  Params = unknown,
  Query = unknown,
  Body = unknown,
  Answer = unknown,
  Access extends Permission | 'public' = Permission | 'public',
> extends RouteBase {
  readonly permission: Access;
  /** Of the path's parameters. Needed where there are any. */
  readonly params?: z.ZodType<Params> | undefined;
  /** Of the query. Without one there may be none. */
  readonly query?: z.ZodType<Query> | undefined;
  /** Of the body. Without one there may be none. */
  readonly body?: z.ZodType<Body> | undefined;
  /** Of the usual answer. `z.undefined()` where there is no body, with 204. */
  readonly response: z.ZodType;
  /** The usual status. @defaultValue 200 */
  readonly status?: number | undefined;
  /** Schemas of answers with other statuses that are no problems. */
  readonly otherResponses?: Readonly<Record<number, z.ZodType>> | undefined;
  /** `none` for writes that need no `Idempotency-Key`, because a repeat does no harm. @defaultValue `required` */
  readonly idempotency?: 'required' | 'none' | undefined;
  /** The largest body that is read, in bytes. @defaultValue the service's own limit */
  readonly maxBodyBytes?: number | undefined;
  /** Where to look when the outcome of this request is not known. */
  follow?(request: Pick<RouteRequest<Params, Query, Body>, 'params' | 'body' | 'idempotencyKey'>): string | undefined;
  handler(
    request: RouteRequest<Params, Query, Body> & { readonly actor: Access extends 'public' ? undefined : Actor },
  ): Promise<Answer | Reply<Answer>> | Answer | Reply<Answer>;
}

/** Any {@link Route}. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each route knows what its own schemas read.
export type AnyRoute = Route<any, any, any, any, any>;

/** How a route that answers requests as such is documented. */
export interface RawDocumentation {
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  /** The media types of the body. */
  readonly body?: readonly string[] | undefined;
  /** Whether it takes an `Idempotency-Key`. */
  readonly isKeyed?: boolean | undefined;
  /** The answers by status: their media type, and their schema where they are JSON. */
  readonly answers: Readonly<
    Record<number, { readonly type?: string; readonly schema?: z.ZodType; readonly says: string }>
  >;
}

/** A route that answers requests as such: event streams, webhooks, metrics, documents, pages. */
export interface RawRoute<Access extends Permission | 'public' = Permission | 'public'> extends RouteBase {
  readonly permission: Access;
  /** What the documentation says of requests and answers, as nothing is checked here. */
  readonly documentation?: RawDocumentation | undefined;
  /** Says that it reads the body itself, if there is one, and sends what it likes. */
  readonly raw: true;
  handler(context: {
    readonly request: Request;
    readonly actor: Access extends 'public' ? undefined : Actor;
    readonly requestId: string;
    readonly address: string;
  }): Promise<Response> | Response;
}

/** Any {@link RawRoute}. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above.
export type AnyRawRoute = RawRoute<any>;

/** Gives the handler of a route the types of its schemas. */
export function defineRoute<
  const Access extends Permission | 'public',
  Params = undefined,
  Query = undefined,
  Body = undefined,
  Answer = unknown,
>(route: Route<Params, Query, Body, Answer, Access>): AnyRoute {
  return route;
}

/** Gives the handler of a route that answers requests as such the type of its actor. */
export function defineRawRoute<const Access extends Permission | 'public'>(route: RawRoute<Access>): AnyRawRoute {
  return route;
}
