import { describe, expect, test } from 'vitest';
import { createRecordingLogger } from '../logging/recording-logger.js';
import { HmacSha256SignatureGenerator } from '../signature/hmac-sha256-signature-generator.js';
import type { WebhookVerification } from '../telemetry/telemetry.js';
import { isVerifiedEvent } from '../webhook/verified-events.js';
import type { EventContent } from '../webhook/verified-events.js';
import type { WebhookRefusalReason } from '../errors/webhook-refused-error.js';
import { type OpenedWebhook, type WebhookDefinition, webhookValidator } from './webhook-scheme.js';

const SIGNER = new HmacSha256SignatureGenerator('whsec_canary');

function open({ body, headers }: { readonly body: Uint8Array; readonly headers: Headers }): OpenedWebhook {
  const signature = headers.get('tide-signature');
  if (signature === null) return { ok: false, reason: 'missing_header' };
  if (!SIGNER.verify(body, signature)) return { ok: false, reason: 'signature_mismatch' };
  return {
    ok: true,
    payload: JSON.parse(new TextDecoder().decode(body)),
    deduplicationKey: `sha:${signature}`,
    form: 'raw',
  };
}

function toEvents(payload: unknown): readonly EventContent[] | undefined {
  if (!Array.isArray(payload)) return undefined;
  return payload.map((type: unknown): EventContent => ({ kind: 'unrecognised', type: String(type), mode: 'live' }));
}

function set(definition: Partial<WebhookDefinition> = {}) {
  const seen: WebhookVerification[] = [];
  const logger = createRecordingLogger();
  const telemetry = {
    startCall: () => ({ attempt: () => undefined, end: () => undefined }),
    webhook: (verification: WebhookVerification) => seen.push(verification),
  };
  const host = { provider: 'tidepay', logger, telemetry };
  return {
    seen,
    logger,
    validator: webhookValidator({ scheme: { open }, needsConfirmation: false, toEvents, ...definition }, host),
  };
}

function delivery(body: string | Uint8Array, signature?: string) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { body: bytes, headers: new Headers({ 'tide-signature': signature ?? SIGNER.sign(bytes) }) };
}

describe('a genuine delivery', () => {
  test('gives an event that is registered, frozen and says where it comes from', async () => {
    const { validator } = set();

    const events = await validator.validate(delivery('["invoice.paid"]'));

    expect(events).toEqual([
      {
        kind: 'unrecognised',
        type: 'invoice.paid',
        mode: 'live',
        provider: 'tidepay',
        deduplicationKey: `sha:${SIGNER.sign('["invoice.paid"]')}`,
        needsConfirmation: false,
      },
    ]);
    expect(events.every((event) => isVerifiedEvent(event) && Object.isFrozen(event))).toBe(true);
  });

  test('gives the same key each time it comes, and another event another', async () => {
    const { validator } = set();

    const keys = await Promise.all(
      ['["a"]', '["a"]', '["b"]'].map(async (body) => (await validator.validate(delivery(body)))[0]?.deduplicationKey),
    );

    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test('of several events gives each a key of its own', async () => {
    const { validator } = set();

    const events = await validator.validate(delivery('["a","a","b"]'));

    const signature = `sha:${SIGNER.sign('["a","a","b"]')}`;
    expect(events.map(({ deduplicationKey }) => deduplicationKey)).toEqual([
      `${signature}:0`,
      `${signature}:1`,
      `${signature}:2`,
    ]);
  });

  test('carries the need for a confirmation that its scheme has', async () => {
    const { validator } = set({ needsConfirmation: true });

    expect((await validator.validate(delivery('["a"]')))[0]?.needsConfirmation).toBe(true);
  });

  test('cannot pass off another provider, key or proof as its own', async () => {
    const forged = {
      kind: 'unrecognised',
      type: 'x',
      provider: 'other',
      deduplicationKey: 'mine',
      needsConfirmation: false,
    } as const;
    const { validator } = set({ needsConfirmation: true, toEvents: () => [forged] });

    const [event] = await validator.validate(delivery('[]'));

    expect(event).toMatchObject({ provider: 'tidepay', needsConfirmation: true });
    expect(event?.deduplicationKey).toMatch(/^sha:/);
  });

  test('freezes what an event holds at every depth', async () => {
    const payment = {
      provider: 'tidepay',
      providerId: 'p',
      reference: 'r',
      status: 'succeeded',
      final: true,
      providerStatus: 'paid',
      amount: { amount: '1', currency: 'USD' },
    } as const;
    const { validator } = set({
      toEvents: () => [{ kind: 'payment', type: 'paid', payment: { ...payment, amount: { ...payment.amount } } }],
    });

    const [event] = await validator.validate(delivery('[]'));

    expect(
      event?.kind === 'payment' && [Object.isFrozen(event.payment), Object.isFrozen(event.payment.amount)],
    ).toEqual([true, true]);
  });

  test('is told to logs and figures without its content', async () => {
    const { logger, seen, validator } = set();

    await validator.validate(delivery('["canary"]'));

    expect(seen).toEqual([{ provider: 'tidepay', accepted: true, recipe: 'raw' }]);
    expect(logger.records).toEqual([
      expect.objectContaining({ event: 'webhook.verified', fields: { form: 'raw', events: 1 } }),
    ]);
    expect(JSON.stringify(logger.records)).not.toContain('canary');
  });
});

describe('a delivery is refused', () => {
  test.each<{
    readonly what: string;
    readonly request: ReturnType<typeof delivery>;
    readonly reason: WebhookRefusalReason;
  }>([
    { what: 'without a signature', request: { ...delivery('[]'), headers: new Headers() }, reason: 'missing_header' },
    {
      what: 'with a signature that is not of these bytes',
      request: delivery('["a"]', SIGNER.sign('["b"]')),
      reason: 'signature_mismatch',
    },
    {
      what: 'whose bytes differ by a space',
      request: delivery('["a"] ', SIGNER.sign('["a"]')),
      reason: 'signature_mismatch',
    },
    { what: 'that is genuine and of another shape', request: delivery('{"a":1}'), reason: 'malformed_body' },
    { what: 'that is genuine and tells nothing', request: delivery('[]'), reason: 'malformed_body' },
    {
      what: 'whose body is too large, unread',
      request: delivery(`["${'x'.repeat(65_536)}"]`),
      reason: 'body_too_large',
    },
  ])('$what: $reason', async ({ reason, request }) => {
    const { logger, seen, validator } = set();

    await expect(validator.validate(request)).rejects.toMatchObject({
      code: 'webhook_refused',
      reason,
      provider: 'tidepay',
      outcome: 'not_sent',
    });

    expect(seen).toEqual([{ provider: 'tidepay', accepted: false, reason }]);
    expect(logger.records.map(({ event, fields }) => [event, fields])).toEqual([['webhook.refused', { reason }]]);
  });

  test('one byte above the limit, and not at it', async () => {
    let opened = 0;
    const scheme = { open: () => ((opened += 1), { ok: true, payload: ['a'], deduplicationKey: 'k' } as const) };
    const { validator } = set({ scheme, maxBodyBytes: 10 });

    await expect(validator.validate({ body: new Uint8Array(10), headers: new Headers() })).resolves.toHaveLength(1);
    await expect(validator.validate({ body: new Uint8Array(11), headers: new Headers() })).rejects.toMatchObject({
      reason: 'body_too_large',
    });
    expect(opened).toBe(1);
  });

  test('up to 64 KiB are looked at by default', async () => {
    const scheme = { open: () => ({ ok: true, payload: ['a'], deduplicationKey: 'k' }) as const };
    const { validator } = set({ scheme });

    await expect(validator.validate({ body: new Uint8Array(65_536), headers: new Headers() })).resolves.toHaveLength(1);
    await expect(validator.validate({ body: new Uint8Array(65_537), headers: new Headers() })).rejects.toMatchObject({
      reason: 'body_too_large',
    });
  });

  test('when the adapter stumbles over what it says, and the log tells of the stumble', async () => {
    const { logger, validator } = set({
      toEvents: () => {
        throw new TypeError('canary of undefined');
      },
    });

    await expect(validator.validate(delivery('["a"]'))).rejects.toMatchObject({ reason: 'malformed_body' });

    expect(logger.records).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'webhook.reading_failed', fields: { error: 'TypeError' } }),
    );
    expect(JSON.stringify(logger.records)).not.toContain('canary');
  });
});

describe('a verdict', () => {
  test('tells the same events as validate', async () => {
    const { validator } = set();

    const verdict = await validator.judge(delivery('["a","b"]'));

    expect(verdict).toEqual({ ok: true, events: await validator.validate(delivery('["a","b"]')) });
    expect(verdict.ok && verdict.events.every(isVerifiedEvent)).toBe(true);
  });

  test('tells the same reason as validate, without an error, and is as well known to logs and figures', async () => {
    const { logger, seen, validator } = set();
    const forged = delivery('["a"]', SIGNER.sign('["b"]'));

    const verdict = await validator.judge(forged);

    expect(verdict).toEqual({ ok: false, reason: 'signature_mismatch' });
    expect(Object.isFrozen(verdict)).toBe(true);
    await expect(validator.validate(forged)).rejects.toMatchObject({ reason: 'signature_mismatch' });
    expect(seen[0]).toEqual(seen[1]);
    expect(logger.records[0]).toMatchObject({ event: 'webhook.refused', fields: { reason: 'signature_mismatch' } });
  });

  test('is not given on what is no bytes', async () => {
    const { validator } = set();

    await expect(validator.judge({ headers: new Headers(), body: '["a"]' as never })).rejects.toThrow(TypeError);
  });

  test('waits for a scheme that waits', async () => {
    const { validator } = set({ scheme: { open: (request) => Promise.resolve(open(request)) } });

    expect(await validator.judge(delivery('["a"]'))).toMatchObject({ ok: true });
    expect(await validator.judge(delivery('["a"]', SIGNER.sign('[]')))).toMatchObject({ ok: false });
    await expect(validator.validate(delivery('["a"]'))).resolves.toHaveLength(1);
  });
});

test('shared memory is copied before it is verified, because another thread could change it before it is read', async () => {
  const seen: boolean[] = [];
  const { validator } = set({
    scheme: {
      open: (request) => {
        seen.push(request.body.buffer instanceof SharedArrayBuffer);
        return open(request);
      },
    },
  });
  const { body, headers } = delivery('["a"]');
  const shared = new Uint8Array(new SharedArrayBuffer(body.byteLength));
  shared.set(body);

  await expect(validator.validate({ body: shared, headers })).resolves.toHaveLength(1);

  expect(seen).toEqual([false]);
});

test('a source of secrets that cannot be reached is no refusal: the provider has to try again', async () => {
  const outage = new Error('vault sealed');
  const { seen, validator } = set({ scheme: { open: () => Promise.reject(outage) } });

  await expect(validator.validate(delivery('[]'))).rejects.toBe(outage);

  expect(seen).toEqual([]);
});

test.each([{ events: ['a'] }, '["a"]', undefined, new ArrayBuffer(2), [91, 93]])(
  'a body of %o is a mistake of the program, told as such: what was parsed cannot be verified',
  async (body) => {
    const { validator } = set();

    await expect(validator.validate({ headers: new Headers(), body: body as never })).rejects.toThrow(
      new TypeError('The body of a webhook must be its bytes, as they arrived.'),
    );
  },
);

test('a validator cannot be talked into another way of validating', () => {
  const { validator } = set();

  expect(Object.isFrozen(validator)).toBe(true);
});
