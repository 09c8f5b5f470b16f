import {
  type Clock,
  type Logger,
  MisconfiguredError,
  PaymentsError,
  type Problem,
  type ProviderRegistry,
  type WebhookRefusedError,
} from '@paymux/core';
import { type BodyLimits, readBody, type ReadBody } from './read-body.js';
import {
  EventNotConfirmedError,
  HandlerFailedError,
  type WebhookHandlers,
  type WebhookIntake,
} from './webhook-intake.js';
import { UnknownAccounts } from './unknown-accounts.js';
import { AccountLimits, limitProblems, type WebhookLimits } from './webhook-limits.js';
import { accountFinder, pathProblems, type WebhookPaths } from './webhook-paths.js';

/** How deliveries are taken. */
export interface WebhookHandlerOptions {
  /**
   * Paths of their own for accounts, such as `{ '/payouts/webhook': 'heleket' }`: the whole path of the request.
   * Every other path still ends in its account.
   */
  readonly paths?: WebhookPaths | undefined;
  /** The largest body that is read. @defaultValue `65_536` */
  readonly maxBodyBytes?: number | undefined;
  /** Time for a body to arrive, in milliseconds. @defaultValue `15_000` */
  readonly bodyTimeoutMs?: number | undefined;
  /** Time for one look-up at the provider with its repeats, in milliseconds. @defaultValue `10_000` */
  readonly lookUpTimeoutMs?: number | undefined;
  readonly limits?: WebhookLimits | undefined;
}

/** What a {@link webhookHandler} works with. */
export interface WebhookHandlerConfig extends WebhookHandlerOptions {
  readonly intake: Pick<WebhookIntake, 'receive'>;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A fetch-standard function that answers one request. */
export interface FetchHandler {
  (request: Request): Promise<Response>;
  /**
   * The same without the standard's objects, which take longer to make than a delivery to be dealt with. Absent in
   * handlers that were made elsewhere.
   */
  readonly answer?: ((delivery: WebhookDelivery) => Promise<WebhookAnswer>) | undefined;
}

/** A request, as whoever received it hands it over. */
export interface WebhookDelivery {
  readonly method: string;
  /** Absolute; only its path counts. */
  readonly url: string;
  readonly headers: Headers;
  /** Reads the body, within limits. Is called once at most, and never throws. */
  readBody(limits: BodyLimits): Promise<ReadBody>;
}

/** What a delivery is answered with. */
export interface WebhookAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, as text. */
  readonly body: string;
}

/**
 * Answers webhook deliveries. The account is the last segment of the path,
 * `https://example.com/webhooks/cryptomus-main`, unless the path is one of `paths`.
 *
 * 200: every event in the delivery had its effect, now or before. 401: refused, with a body
 * that gives nothing away. 404: no such account. 405: neither POST nor a question for health. 408: the
 * body came too slowly. 413: too large. 429: more than the limits allow. 503: it could not be dealt
 * with; the provider should deliver again.
 *
 * GET and HEAD ask whether the account can verify webhooks: 200, or 503 where nothing to verify
 * them with is configured. Nobody is asked for it.
 *
 * What a handler throws is not logged, because its message may hold anything; its name is.
 *
 * @throws {@link MisconfiguredError} `on` is missing, a path is none or leads to no account, or a limit cannot be one.
 * @see docs/decisions/2026-11-21-answer-503-when-a-look-up-finds-nothing.md
 */
export function webhookHandler(config: WebhookHandlerConfig, handlers: WebhookHandlers): FetchHandler {
  const { clock, intake, limits = {}, logger, paths = {}, providers } = config;
  const problems = [...handlerProblems(handlers), ...pathProblems(paths, providers), ...limitProblems(limits)];
  if (problems.length > 0) throw new MisconfiguredError('the webhook handler', problems);
  const bodyLimits = { clock, maxBytes: config.maxBodyBytes ?? 65_536, timeoutMs: config.bodyTimeoutMs ?? 15_000 };
  const lookUp = { deadlineMs: config.lookUpTimeoutMs ?? 10_000 };
  const accountAt = accountFinder(paths);
  const rates = new AccountLimits(limits, { clock, logger });
  const unknown = new UnknownAccounts({ clock, known: providers.ids, logger });

  const answerDelivery = async (delivery: WebhookDelivery): Promise<WebhookAnswer> => {
    const { headers, method } = delivery;
    const asksHealth = method === 'GET' || method === 'HEAD';
    if (!asksHealth && method !== 'POST') return answer(405, 'method not allowed', { allow: 'GET, HEAD, POST' });
    const account = accountAt(delivery.url);
    const provider = account === undefined ? undefined : providers.find(account);
    if (account === undefined || provider === undefined) {
      if (!asksHealth) unknown.tell(account);
      return answer(404, 'not found');
    }
    if (asksHealth) return health(account, provider.webhooks !== undefined);
    if (provider.webhooks === undefined) return answer(404, 'not found');

    const read = await delivery.readBody(bodyLimits);
    if (!read.ok) {
      const { reason } = read;
      const waitMs = reason === 'read_before' ? undefined : rates.refuse(account);
      if (waitMs !== undefined) return limited(waitMs, HANG_UP);
      logger[reason === 'read_before' ? 'error' : 'info']('webhook.unread', { account, reason });
      return unread(reason);
    }
    const tooMany = rates.deliver(account);
    if (tooMany !== undefined) return limited(tooMany);
    try {
      await intake.receive(account, { headers, body: read.body }, handlers, lookUp);
      return answer(200, 'ok');
    } catch (error) {
      if (isRefusal(error)) {
        rates.forget(account);
        const waitMs = rates.refuse(account);
        if (waitMs !== undefined) return limited(waitMs);
        return error.reason === 'body_too_large' ? unread('too_large') : answer(401, 'refused');
      }
      if (!(error instanceof EventNotConfirmedError)) logger.error('webhook.failed', { account, ...failureOf(error) });
      return answer(503, 'try again');
    }
  };

  const handle = async (request: Request): Promise<Response> => {
    const { headers, method, url } = request;
    const answered = await answerDelivery({ headers, method, url, readBody: (limited) => readBody(request, limited) });
    return new Response(answered.body, { status: answered.status, headers: answered.headers });
  };
  return Object.assign(handle, { answer: answerDelivery });
}

/** What is wrong with handlers, which JavaScript lets be anything. */
function handlerProblems(handlers: unknown): readonly Problem[] {
  const { on } = Object(handlers) as { readonly on?: unknown };
  return typeof on === 'function' ? [] : [{ path: 'on', message: 'must be a function: handler needs { on }' }];
}

const JSON_TYPE = { 'content-type': 'application/json' };
/** For answers that are given before the body has come: the rest of it is not waited for. */
const HANG_UP = { connection: 'close' };

function health(account: string, ok: boolean): WebhookAnswer {
  const status = ok ? 'ok' : 'no webhook secret';
  return {
    status: ok ? 200 : 503,
    headers: { ...JSON_TYPE, 'cache-control': 'no-store' },
    body: JSON.stringify({ status, account }),
  };
}

function limited(waitMs: number, headers: Readonly<Record<string, string>> = {}): WebhookAnswer {
  return answer(429, 'too many', { ...headers, 'retry-after': String(Math.ceil(waitMs / 1000)) });
}

function unread(reason: 'too_large' | 'too_slow' | 'broken' | 'read_before'): WebhookAnswer {
  switch (reason) {
    case 'too_large':
      return answer(413, 'too large', HANG_UP);
    case 'too_slow':
    case 'broken':
      return answer(408, 'incomplete', HANG_UP);
    case 'read_before':
      return answer(503, 'try again');
  }
}

function isRefusal(error: unknown): error is WebhookRefusedError {
  return PaymentsError.isInstance(error) && error.code === 'webhook_refused';
}

/** What a log may know of a failure: names and codes, no text of anybody's. */
function failureOf(error: unknown): { readonly code: string; readonly error?: string | undefined } {
  if (PaymentsError.isInstance(error)) return { code: error.code };
  const cause = error instanceof HandlerFailedError ? error.cause : error;
  return {
    code: error instanceof HandlerFailedError ? 'handler_failed' : 'intake_failed',
    error: cause instanceof Error ? cause.name : undefined,
  };
}

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): WebhookAnswer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify({ status: text }) };
}
