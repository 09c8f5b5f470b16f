import { type Clock, type Logger, PaymentsError, type ProviderRegistry, type WebhookRefusedError } from '@paymux/core';
import { readBody } from './read-body.js';
import {
  EventNotConfirmedError,
  HandlerFailedError,
  type WebhookHandlers,
  type WebhookIntake,
} from './webhook-intake.js';

/** What a {@link webhookHandler} works with. */
export interface WebhookHandlerConfig {
  readonly intake: WebhookIntake;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The largest body that is read. @defaultValue `65_536` */
  readonly maxBodyBytes?: number | undefined;
  /** Time for a body to arrive, in milliseconds. @defaultValue `15_000` */
  readonly bodyTimeoutMs?: number | undefined;
  /** Time for one look-up at the provider with its repeats, in milliseconds. @defaultValue `10_000` */
  readonly lookUpTimeoutMs?: number | undefined;
}

/** A fetch-standard function that answers one request. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Answers webhook deliveries. The account is the last segment of the path:
 * `https://example.com/webhooks/cryptomus-main`.
 *
 * 200: every event in the delivery had its effect, now or before. 401: refused, with a body
 * that gives nothing away. 404: no such account. 405: not a POST. 408: the body came too
 * slowly. 413: too large. 503: it could not be dealt with; the provider should deliver again.
 *
 * What a handler throws is not logged, because its message may hold anything; its name is.
 *
 * @see docs/decisions/2026-11-21-answer-503-when-a-look-up-finds-nothing.md
 */
export function webhookHandler(config: WebhookHandlerConfig, handlers: WebhookHandlers): FetchHandler {
  const { clock, intake, logger, providers } = config;
  const limits = { clock, maxBytes: config.maxBodyBytes ?? 65_536, timeoutMs: config.bodyTimeoutMs ?? 15_000 };
  const lookUp = { deadlineMs: config.lookUpTimeoutMs ?? 10_000 };

  return async (request) => {
    if (request.method !== 'POST') return answer(405, 'method not allowed', { allow: 'POST' });
    const account = accountOf(request.url);
    if (account === undefined || providers.find(account)?.webhooks === undefined) return answer(404, 'not found');

    const read = await readBody(request, limits);
    if (!read.ok) {
      const { reason } = read;
      logger[reason === 'read_before' ? 'error' : 'info']('webhook.unread', { account, reason });
      return unread(reason);
    }
    try {
      await intake.receive(account, { headers: request.headers, body: read.body }, handlers, lookUp);
      return answer(200, 'ok');
    } catch (error) {
      if (isRefusal(error)) return error.reason === 'body_too_large' ? unread('too_large') : answer(401, 'refused');
      if (!(error instanceof EventNotConfirmedError)) logger.error('webhook.failed', { account, ...failureOf(error) });
      return answer(503, 'try again');
    }
  };
}

function accountOf(url: string): string | undefined {
  const segment = new URL(url).pathname.split('/').findLast((part) => part !== '');
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function unread(reason: 'too_large' | 'too_slow' | 'broken' | 'read_before'): Response {
  switch (reason) {
    case 'too_large':
      return answer(413, 'too large');
    case 'too_slow':
    case 'broken':
      return answer(408, 'incomplete');
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

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ status: text }, { status, headers });
}
