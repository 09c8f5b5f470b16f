import { Hono } from 'hono';
import type { Endpoint } from './endpoint.js';
import type { Merchant } from './merchant.js';
import { answerText, businessRefusal, Refusal } from './refusal.js';
import { isFields, RequestFields } from './request-fields.js';
import { signBytes } from './sign.js';

/** Serves a brand's endpoints: checks the signature, reads the body, wraps the result. */
export function merchantApp(merchant: Merchant, endpoints: readonly Endpoint[]): Hono {
  const app = new Hono();

  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, async (context) => {
      const request = context.req.raw;
      const body = new Uint8Array(await request.arrayBuffer());
      const key = checkedKey(merchant, endpoint.key, request.headers, body);
      const result = endpoint.handle({
        merchant,
        fields: readFields(request.headers, body, merchant.brand.aliases),
        query: new URL(request.url).searchParams,
        key,
        pathValues: context.req.param(),
      });
      return json(200, answerText({ state: 0, result }));
    });
  }

  const paths = new Set(endpoints.map(({ path }) => path));
  for (const path of paths) {
    app.all(path, () => json(405, answerText({ message: 'The method is not supported for this route.' })));
  }
  app.notFound(() => json(404, answerText({ message: 'Not Found' })));
  app.onError((error) => {
    if (error instanceof Refusal) return json(error.status, answerText(error.body));
    return json(500, serverErrorText());
  });
  return app;
}

/** The body of a server fault. */
export function serverErrorText(): string {
  return answerText({ message: 'Server error, #1', code: 500, error: null });
}

/** The key that signed a request; `undefined` for a public call that nobody has to sign. @throws Refusal */
function checkedKey(
  merchant: Merchant,
  allowed: Endpoint['key'],
  headers: Headers,
  body: Uint8Array,
): string | undefined {
  if (allowed !== 'none') return signingKey(merchant, allowed, headers, body);
  const isSigned = headers.has('merchant') || headers.has('sign');
  const isChecked = isSigned && merchant.settings.publicCallSignatures === 'verified';
  return isChecked ? signingKey(merchant, 'either', headers, body) : undefined;
}

/**
 * The key that signed a request.
 *
 * @throws Refusal for an unknown merchant or a signature by another key.
 */
function signingKey(
  { settings }: Merchant,
  allowed: 'payment' | 'payout' | 'either',
  headers: Headers,
  body: Uint8Array,
): string {
  if (headers.get('merchant') !== settings.merchantId) {
    throw new Refusal(settings.unauthorizedStatus, { message: settings.texts.unknownMerchant });
  }
  const keys = [
    ...(allowed === 'payout' ? [] : [settings.paymentKey]),
    ...(allowed === 'payment' ? [] : [settings.payoutKey]),
  ];
  const sign = headers.get('sign');
  const key = keys.find((candidate) => signBytes(body, candidate) === sign);
  if (key === undefined) throw new Refusal(settings.unauthorizedStatus, { message: 'Invalid Sign.' });
  return key;
}

/** Zero bytes, `[]` and `{}` are all no fields. So is a body that is not announced as JSON. */
function readFields(headers: Headers, body: Uint8Array, aliases: Readonly<Record<string, string>>): RequestFields {
  const isJson = /^application\/json\b/i.test(headers.get('content-type') ?? '');
  if (body.length === 0 || !isJson) return new RequestFields({});
  const value = parseJson(body);
  if (Array.isArray(value) && value.length === 0) return new RequestFields({});
  if (!isFields(value)) throw businessRefusal('The request is not a JSON object');
  const renamed = Object.entries(aliases).flatMap(([name, alias]) =>
    Object.hasOwn(value, alias) && !Object.hasOwn(value, name) ? [[name, value[alias]] as const] : [],
  );
  return new RequestFields({ ...value, ...Object.fromEntries(renamed) });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function json(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json' } });
}
