import { Hono, type Context } from 'hono';
import { html } from '../../control/page-shell.js';
import type { OtherInterface } from '../../merchant/brand-extension.js';
import { settlePayout } from '../../merchant/payout/advance-payout.js';
import { isFields } from '../../merchant/request-fields.js';
import type { Payout } from '../../merchant/state.js';
import type { ApiAccount } from './api-account.js';
import { createApiPayout } from './create-payout.js';
import { apiPayoutObject } from './payout-object.js';
import { apiState } from './payout-state.js';
import { ApiRefusal } from './refusal.js';
import { wrongContent } from './wrong-content.js';

const PAYOUTS = '/api/v1/payouts';

/**
 * Payouts as clients with one API key expect them: create, look up, cancel, under
 * the headers `X-Merchant-ID`, `X-API-Key` and `X-Idempotency-Key`.
 */
export function apiKeyInterface(account: ApiAccount): OtherInterface {
  const app = new Hono();
  const errorText = (message: string): string => JSON.stringify({ [account.settings.apiErrorMember]: message });
  const failed = (status: number, message: string): Response =>
    account.settings.apiErrorContent === 'html' ? errorPage(status, message) : json(status, errorText(message));

  app.use(async (context, next) => {
    checkCredentials(account, context);
    await next();
  });
  app.post(PAYOUTS, async (context) => {
    const { payout, isNew } = idempotently(account, context.req.header('x-idempotency-key'), await readBody(context));
    return json(isNew ? 201 : 200, JSON.stringify(apiPayoutObject(account, payout)));
  });
  app.get(`${PAYOUTS}/:id`, (context) => {
    const payout = getPayout(account, context.req.param('id'));
    return json(200, JSON.stringify(apiPayoutObject(account, payout)));
  });
  app.post(`${PAYOUTS}/:id/cancel`, (context) => {
    const payout = getPayout(account, context.req.param('id'));
    const state = apiState(payout);
    if (state !== 'pending' && state !== 'cancelled') {
      throw new ApiRefusal(409, `A payout that is ${state} cannot be cancelled`);
    }
    if (state === 'pending') void settlePayout(account.merchant, payout, 'cancel');
    return json(200, JSON.stringify(apiPayoutObject(account, payout)));
  });
  for (const path of [PAYOUTS, `${PAYOUTS}/:id`, `${PAYOUTS}/:id/cancel`]) {
    app.all(path, () => failed(405, 'Method not allowed'));
  }
  app.notFound(() => failed(404, 'Not found'));
  app.onError((error) =>
    error instanceof ApiRefusal ? failed(error.status, error.message) : failed(500, 'Internal server error'),
  );

  return {
    path: (path) => (/^\/api\/v1(\/|$)/.test(path) ? path.replace(/\/+$/, '') : undefined),
    answer: (request) => app.fetch(request),
    faultTexts: {
      serverError: () => errorText('Internal server error'),
      rateLimited: () => errorText('Too many requests'),
      refusal: errorText,
      wrongContent,
    },
  };
}

function checkCredentials({ merchant, settings }: ApiAccount, context: Context): void {
  const isRight =
    context.req.header('x-merchant-id') === merchant.settings.merchantId &&
    context.req.header('x-api-key') === settings.apiKey;
  if (!isRight) throw new ApiRefusal(merchant.settings.unauthorizedStatus, 'Invalid merchant or API key');
}

/** @throws ApiRefusal for anything but one JSON object. */
async function readBody(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const isJson = /^application\/json\b/i.test(context.req.header('content-type') ?? '');
  const body = isJson ? parseJson(await context.req.arrayBuffer()) : undefined;
  if (!isFields(body)) throw new ApiRefusal(400, 'The body must be a JSON object');
  return body;
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Creates a payout, or finds the one that the same key and the same request created. */
function idempotently(
  account: ApiAccount,
  key: string | undefined,
  body: Readonly<Record<string, unknown>>,
): { readonly payout: Payout; readonly isNew: boolean } {
  if (key === undefined) return { payout: createApiPayout(account, body, undefined), isNew: true };
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new ApiRefusal(400, 'The idempotency key is malformed');
  const { idempotencyKeys, merchant, settings } = account;
  const now = merchant.clock.now();
  const request = canonicalText(body);
  const known = idempotencyKeys.get(key);
  if (known !== undefined && now - known.usedAt < settings.idempotencyLifetimeMs) {
    if (known.request !== request) throw new ApiRefusal(409, 'The idempotency key was used for another request');
    return { payout: known.payout, isNew: false };
  }
  const payout = createApiPayout(account, body, key);
  idempotencyKeys.set(key, { request, payout, usedAt: now });
  return { payout, isNew: true };
}

/** The same text for the same JSON, whatever the order of its members. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isFields(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

function getPayout({ merchant }: ApiAccount, id: string): Payout {
  const payout = merchant.state.payouts.find(({ uuid }) => uuid === id.toLowerCase());
  if (payout === undefined) throw new ApiRefusal(404, 'Payout not found');
  return payout;
}

/** An error as gateways in front of an interface tell of it, too long to be shown whole. */
function errorPage(status: number, message: string): Response {
  const page = html`<!doctype html>
<html>
<head><title>Error ${status}</title><style>body { margin: 3em auto; max-width: 40em; font-family: sans-serif }</style></head>
<body><h1>Error ${status}</h1><p>${message}</p>
<p>The request could not be completed. Check what was sent, try again later, and turn to those who run this
service if it keeps happening. Nothing about the request is kept beyond what its processing needs.</p></body>
</html>`;
  return new Response(page.markup, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

function json(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json' } });
}
