import { Hono, type Context } from 'hono';
import type { JsonObject } from '../json/encode-json.js';
import type { MolamAnswer } from './idempotent-answers.js';
import { canonicalJsonText, isJsonObject, parseJsonText, writeJsonText } from '../json/json-text.js';
import { newId, type Molam } from './molam.js';
import { errorText, MolamRefusal } from './refusal.js';
import { RequestFields } from './request-fields.js';
import type { MolamCall, MolamRoute } from './route.js';
import { ENDPOINT_ROUTES } from './routes/endpoint-routes.js';
import { INTENT_ROUTES } from './routes/intent-routes.js';
import { PAYOUT_ROUTES } from './routes/payout-routes.js';
import { REFUND_ROUTES } from './routes/refund-routes.js';
import { announce } from './webhook/announce.js';

const ROUTES: readonly MolamRoute[] = [...INTENT_ROUTES, ...REFUND_ROUTES, ...PAYOUT_ROUTES, ...ENDPOINT_ROUTES];

/** Serves every row of the contract: checks key, limit, idempotency and JSON, and wraps the answer. */
export function molamApp(molam: Molam): Hono {
  const app = new Hono();
  const { errorShape } = molam.settings;

  app.use(async (context, next) => {
    const requestId = newId(molam, 'req');
    const headers: Record<string, string> = { 'x-request-id': requestId, 'x-molam-request-id': requestId };
    const version = context.req.header('molam-version');
    if (version !== undefined) headers['molam-version'] = version;
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  });
  app.use(async (context, next) => {
    const limit = molam.rateLimit?.take(apiKeyOf(molam, context));
    if (limit?.allowed === false) {
      const refusal = new MolamRefusal('rate_limit_exceeded', { retryAfter: limit.retryAfter });
      return json({ status: refusal.status, text: refusal.text(errorShape) }, limit.headers);
    }
    // Checks the key also where there is no limit to count.
    apiKeyOf(molam, context);
    await next();
    for (const [name, value] of Object.entries(limit?.headers ?? {})) context.res.headers.set(name, value);
    return undefined;
  });

  for (const route of ROUTES) {
    app.on(route.method, route.path, (context) => answer(molam, route, context));
  }
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    app.all(path, () => {
      throw new MolamRefusal('method_not_allowed');
    });
  }
  app.notFound(() => {
    throw new MolamRefusal('not_found');
  });
  app.onError((error) =>
    error instanceof MolamRefusal
      ? json({ status: error.status, text: error.text(errorShape) })
      : json({ status: 500, text: errorText(errorShape, { code: 'server_error', message: 'Something went wrong.' }) }),
  );
  return app;
}

async function answer(molam: Molam, route: MolamRoute, context: Context): Promise<Response> {
  const body = readBody(context.req.header('content-type'), new Uint8Array(await context.req.arrayBuffer()));
  const apiKey = apiKeyOf(molam, context);
  const idempotencyKey = route.method === 'POST' ? idempotencyKeyOf(molam, route, context) : undefined;
  const call: MolamCall = {
    molam,
    livemode: apiKey.startsWith('sk_live_'),
    idempotencyKey,
    fields: new RequestFields(body),
    query: new URL(context.req.url).searchParams,
    path: context.req.param(),
  };
  if (idempotencyKey === undefined) {
    if (route.method === 'POST' && molam.held !== undefined) await molam.held;
    return json(run(route, call).answer);
  }

  const scope = JSON.stringify([apiKey, route.method, context.req.path, idempotencyKey]);
  const { answers } = molam;
  const kept = answers.find(scope, canonicalJsonText(body));
  if (kept !== undefined) return json(kept, { 'idempotent-replayed': 'true' });
  try {
    // No turn is given away without need: the effect and its key come together.
    if (molam.held !== undefined) await molam.held;
    const result = run(route, call);
    if (result.isKept) answers.keep(scope, result.answer);
    else answers.forget(scope);
    return json(result.answer);
  } catch (error) {
    answers.forget(scope);
    throw error;
  }
}

/** What a call is answered, and whether a repeat under the same idempotency key gets the same. */
interface Outcome {
  readonly answer: MolamAnswer;
  readonly isKept: boolean;
}

/** Lets a call take effect and starts to tell the merchant of it. */
function run(route: MolamRoute, call: MolamCall): Outcome {
  const { molam } = call;
  const refused = (refusal: MolamRefusal): Outcome => ({
    answer: { status: refusal.status, text: refusal.text(molam.settings.errorShape) },
    isKept: refusal.isKept,
  });
  try {
    const { status, body, events = [], refusal } = route.handle(call);
    void announce(molam, events);
    return refusal === undefined ? { answer: { status, text: writeJsonText(body) }, isKept: true } : refused(refusal);
  } catch (error) {
    if (error instanceof MolamRefusal) return refused(error);
    throw error;
  }
}

/** @throws MolamRefusal for a request without a key, or with one that is not accepted. */
function apiKeyOf({ settings }: Molam, context: Context): string {
  const key = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (key === undefined) throw new MolamRefusal('missing_api_key');
  const accepted = settings.apiKey === undefined ? /^sk_test_./.test(key) : key === settings.apiKey;
  if (!accepted) throw new MolamRefusal('invalid_api_key');
  return key;
}

/** @throws MolamRefusal for a key that cannot be one, or for none where one is needed. */
function idempotencyKeyOf({ settings }: Molam, route: MolamRoute, context: Context): string | undefined {
  const key = context.req.header('idempotency-key') ?? '';
  if (key !== '') {
    if (!/^[\x20-\x7e\x80-\xff]{1,128}$/.test(key)) throw new MolamRefusal('idempotency_key_invalid');
    return key;
  }
  const { strictIdempotency } = settings;
  const isNeeded =
    strictIdempotency === 'all' || (strictIdempotency === 'treasury' && route.path.startsWith('/v1/treasury/'));
  if (isNeeded) throw new MolamRefusal('idempotency_key_required');
  return undefined;
}

/** No body at all is an empty one. @throws MolamRefusal `invalid_json` */
function readBody(contentType: string | undefined, bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) return {};
  const isJson = /^application\/json\b/i.test(contentType ?? '');
  const value = isJson ? parseJsonText(decode(bytes) ?? '') : undefined;
  if (!isJsonObject(value)) throw new MolamRefusal('invalid_json');
  return value;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function json({ status, text }: MolamAnswer, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}
