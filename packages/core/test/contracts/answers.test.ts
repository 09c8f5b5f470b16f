import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type AnyOperation,
  defineProvider,
  type Dependencies,
  findOperation,
  type Listing,
  listOperation,
  operation,
  parseMoney,
  Secret,
} from '../../src/index.js';
import {
  createFakeClock,
  createRecordingLogger,
  createScriptedHttpClient,
  type ScriptedStep,
} from '../../src/testing.js';
import {
  answered,
  connect,
  createTidepay,
  PAYMENT_REQUEST,
  PAYOUT_ANSWER,
  PAYOUT_REQUEST,
  REFUND_REQUEST,
  refused,
  TIDEPAY_CAPABILITIES,
  TIDEPAY_KEY,
  tidepayWire,
} from './tidepay.js';

describe('a look-up', () => {
  test('answers undefined where the provider says that there is none', async () => {
    const { provider } = connect([refused(404, 'no_such_object')]);

    await expect(provider.payments.findPayment({ reference: 'order-42' })).resolves.toBeUndefined();
  });

  test('does not take somebody else’s 404 for that word', async () => {
    const { provider } = connect([{ status: 404, body: '<h1>Not found</h1>' }]);

    await expect(provider.payments.findPayment({ reference: 'order-42' })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });

  test('reads an object that fits and leaves out what it does not know', async () => {
    const { provider } = connect([answered({ surprise: 'x' } as object)]);

    await expect(provider.payments.findPayment({ providerId: 'pay_1' })).resolves.toEqual({
      provider: 'tidepay',
      providerId: 'pay_1',
      reference: 'order-42',
      status: 'pending',
      final: false,
      providerStatus: 'open',
      amount: { amount: '15.00', currency: 'USD' },
    });
  });

  test('does not believe an object other than the one it asked for', async () => {
    const { provider } = connect([answered({ id: 'pay_2' })]);

    await expect(provider.payments.findPayment({ providerId: 'pay_1' })).rejects.toMatchObject({
      code: 'outcome_unknown',
      safeToRepeat: true,
      message: expect.stringContaining('another object') as string,
    });
  });

  test('reads a status nobody has mapped as unrecognised', async () => {
    const { provider } = connect([answered({ state: 'paid_in_full' }), answered({ state: '__proto__' })]);

    await expect(provider.payments.findPayment({ providerId: 'pay_1' })).resolves.toMatchObject({
      status: 'unrecognised',
      providerStatus: 'paid_in_full',
    });
    await expect(provider.payments.findPayment({ providerId: 'pay_1' })).resolves.toMatchObject({
      status: 'unrecognised',
    });
  });
});

describe('the answer to a write', () => {
  test('that says "not found" is a rejection', async () => {
    const { provider } = connect([refused(404, 'no_such_object', 'No such payment')]);

    await expect(provider.refunds.createRefund(REFUND_REQUEST)).rejects.toMatchObject({
      code: 'provider_refused',
      providerMessage: 'No such payment',
    });
  });

  test('that speaks of another reference leaves the outcome unknown', async () => {
    const { provider } = connect([answered({ ref: 'order-43' })]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
      code: 'outcome_unknown',
      reference: 'order-42',
      safeToRepeat: false,
    });
  });

  test('that is an older object under the same reference is a conflict which names what differs and what is held', async () => {
    const { provider } = connect([answered({ amount: '16.00', currency: 'EUR' })]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      reference: 'order-42',
      differs: ['amount', 'currency'],
      providerId: 'pay_1',
    });
  });

  test('stays a conflict after a doubt', async () => {
    const { provider } = connect([{ status: 500 }, answered({ amount: '16.00' })]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
      code: 'reference_conflict',
    });
  });

  test('that does not fit says where, without its values', async () => {
    const body = { ok: true, data: { id: 7, ref: 'order-42', state: ['canary'], amount: '15.00', currency: 'USD' } };
    const { provider } = connect([{ status: 200, body }]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
      message: expect.stringMatching(/does not fit: id, state(?!.*canary)/) as string,
    });
  });

  test('is judged by the request as it was sent, whatever its owner does to it afterwards', async () => {
    const request = { ...PAYMENT_REQUEST, amount: { ...PAYMENT_REQUEST.amount } };
    const { provider } = connect([
      () => {
        request.amount.amount = '99.00';
        request.reference = 'order-43';
        return answered();
      },
    ]);

    await expect(provider.payments.createPayment(request)).resolves.toMatchObject({ providerId: 'pay_1' });
  });

  test('is frozen at every depth', async () => {
    const { provider } = connect([answered()]);

    const payment = await provider.payments.createPayment(PAYMENT_REQUEST);

    expect([Object.isFrozen(payment), Object.isFrozen(payment.amount)]).toEqual([true, true]);
  });
});

describe('an adapter that stumbles over an answer', () => {
  const answer = z.object({ id: z.string() }).loose();
  const stumbling: Readonly<Record<string, AnyOperation>> = {
    parse: operation({
      path: '/x',
      effect: 'write',
      answer,
      parse: () => parseMoney({ amount: 'canary', currency: 'USD' }),
    }),
    fits: operation({
      path: '/x',
      effect: 'write',
      answer,
      parse: ({ id }) => ({ id }),
      fits: () => {
        throw new TypeError('canary is not a function');
      },
    }),
    differs: operation({
      path: '/x',
      effect: 'write',
      answer,
      parse: ({ id }) => ({ id }),
      differs: () => {
        throw new RangeError('too far');
      },
    }),
    schema: operation({
      path: '/x',
      effect: 'write',
      answer: answer.transform((): { id: string } => {
        throw new TypeError('no');
      }),
      parse: ({ id }) => ({ id }),
    }),
  };

  test.each(Object.keys(stumbling))('in its %s leaves the outcome of a write unknown, never not sent', async (part) => {
    const definition = stumbling[part] as AnyOperation;
    const { http, method } = connectOwn([answered()], { changeIt: definition });

    await expect(method({ reference: 'own-1' })).rejects.toMatchObject({
      code: 'outcome_unknown',
      reference: 'own-1',
      safeToRepeat: false,
    });
    expect(http.requests).toHaveLength(1);
  });

  test('in its wire leaves the outcome of a write unknown as well', async () => {
    const wire = {
      ...tidepayWire({ apiKey: new Secret(TIDEPAY_KEY), baseUrl: 'https://api.tidepay.example' }),
      read: () => {
        throw new SyntaxError('Unexpected token < in JSON');
      },
    };
    const definition = operation({ path: '/x', effect: 'write', answer, parse: ({ id }) => ({ id }) });
    const { method } = connectOwn([answered()], { changeIt: definition }, wire);

    await expect(method({ reference: 'own-1' })).rejects.toMatchObject({
      code: 'outcome_unknown',
      cause: { name: 'SyntaxError' },
    });
  });

  test('in a page of a listing leaves a reader with an error that may be repeated', async () => {
    const pages = listOperation({
      path: '/x',
      answer: z.unknown(),
      parsePage: () => {
        throw new TypeError('no');
      },
    });
    const { method } = connectOwn([answered()], { listIt: pages });

    const listing = method({}) as unknown as Listing<unknown>;

    await expect(listing.page()).rejects.toMatchObject({ code: 'outcome_unknown', safeToRepeat: true });
  });
});

describe('a listing', () => {
  const page = (states: readonly string[], next?: string): ScriptedStep => ({
    status: 200,
    body: {
      ok: true,
      data: {
        items: states.map((state, index) => ({ id: `pay_${String(index)}`, state, amount: '1', currency: 'USD' })),
        next,
      },
    },
  });

  test('requests nothing before it is read', () => {
    const { http, provider } = connect([]);

    provider.payments.listPayments();

    expect(http.requests).toEqual([]);
  });

  test('is read over all its pages, empty ones in between included, and each only when it is needed', async () => {
    const { http, provider } = connect([page(['open', 'hidden', 'open'], 'b'), page([], 'c'), page(['failed'])]);
    const read: [string, number][] = [];

    for await (const { status } of provider.payments.listPayments()) read.push([status, http.requests.length]);

    expect(read).toEqual([
      ['pending', 1],
      ['pending', 1],
      ['failed', 3],
    ]);
    expect(http.requests.map(({ url }) => new URL(url).search)).toEqual(['', '?after=b', '?after=c']);
  });

  test('asks for no page beyond the one where the reader stops', async () => {
    const { http, provider } = connect([page(['open', 'open'], 'b'), page(['open'])]);

    for await (const payment of provider.payments.listPayments()) {
      expect(payment.status).toBe('pending');
      break;
    }

    expect(http.requests).toHaveLength(1);
  });

  test('can be read twice, from the start each time', async () => {
    const { http, provider } = connect([page(['open']), page(['open'])]);
    const listing = provider.payments.listPayments();

    for (let round = 1; round <= 2; round += 1) {
      for await (const payment of listing) expect(payment.providerId).toBe('pay_0');
      expect(http.requests).toHaveLength(round);
    }
  });

  test('hands its filter to every page', async () => {
    const { http, provider } = connect([page(['open'], 'b'), page(['open'])]);

    for await (const payment of provider.payments.listPayments({ createdFrom: new Date(0) }))
      expect(payment).toBeDefined();

    expect(http.requests.map(({ url }) => new URL(url).searchParams.get('from'))).toEqual(
      Array(2).fill('1970-01-01T00:00:00.000Z'),
    );
  });

  test('that leads back to a page it has shown ends with an error instead of going round for ever', async () => {
    const { http, provider } = connect([
      page(['open'], 'b'),
      page(['open'], 'c'),
      page(['open'], 'b'),
      page(['open'], 'c'),
    ]);
    const read: string[] = [];

    await expect(
      (async () => {
        for await (const { providerId } of provider.payments.listPayments()) read.push(providerId);
      })(),
    ).rejects.toMatchObject({ code: 'outcome_unknown', safeToRepeat: true });

    expect(http.requests).toHaveLength(3);
    expect(read).toHaveLength(3);
  });

  test('gives single pages, frozen, with what leads on', async () => {
    const { http, provider } = connect([page(['open'], 'b'), page(['open'])]);
    const listing = provider.payments.listPayments();

    const first = await listing.page();
    const second = await listing.page(first.nextCursor);

    expect([first.nextCursor, second.nextCursor]).toEqual(['b', undefined]);
    expect([Object.isFrozen(first), Object.isFrozen(first.items), Object.isFrozen(first.items[0])]).toEqual([
      true,
      true,
      true,
    ]);
    expect(http.requests).toHaveLength(2);
  });

  test('with a filter that cannot be one is refused when it is read', async () => {
    const { http, provider } = connect([]);

    const listing = provider.payments.listPayments({ createdFrom: new Date(Number.NaN) });

    await expect(listing.page()).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path: 'createdFrom' }],
    });
    expect(http.requests).toEqual([]);
  });
});

describe('the key of a change', () => {
  test('is the reference of what is created, the same on every attempt', async () => {
    const { http, provider } = connect([{ status: 500 }, PAYOUT_ANSWER]);

    await provider.payouts.createPayout(PAYOUT_REQUEST);

    expect(http.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['payout-42', 'payout-42']);
  });

  test('is the caller’s where an existing object is changed, and nothing is warned of', async () => {
    const { http, logger, provider } = connect([answered()]);

    await provider.payments.capturePayment({ providerId: 'pay_1', idempotencyKey: 'capture-1' });

    expect(http.requests[0]?.headers['idempotency-key']).toBe('capture-1');
    expect(logger.records.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('is made, with a warning, where the caller names none: a repeat must not be a second change', async () => {
    const { http, logger, provider } = connect([{ status: 500 }, answered(), answered()]);

    await provider.payments.capturePayment({ providerId: 'pay_1' });
    await provider.payments.capturePayment({ providerId: 'pay_1' });

    const [first, repeat, second] = http.requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^tidepay-1767225600000-[0-9a-f]{24}$/);
    expect(repeat).toBe(first);
    expect(second).not.toBe(first);
    expect(logger.records.filter(({ event }) => event === 'idempotency_key.generated')).toHaveLength(2);
  });

  test('is not made for a call that only reads', async () => {
    const { http, provider } = connect([answered()]);

    await provider.payments.findPayment({ providerId: 'pay_1' });

    expect(http.requests[0]?.headers).not.toHaveProperty('idempotency-key');
  });
});

describe('what watches a call', () => {
  test('is told every attempt and the end', async () => {
    const seen: unknown[] = [];
    const span = { attempt: (attempt: unknown) => seen.push(attempt), end: (end: unknown) => seen.push(end) };
    const telemetry = { startCall: (call: unknown) => (seen.push(call), span), webhook: () => undefined };
    const { provider } = connect([{ status: 500 }, answered()], { retryJitter: 'none' }, { telemetry });

    await provider.payments.createPayment(PAYMENT_REQUEST);

    expect(seen).toEqual([
      { provider: 'tidepay', operation: 'createPayment', mutating: true },
      { number: 1, status: 500, durationMs: 0 },
      { number: 2, status: 200, durationMs: 0 },
      { outcome: 'ok', attempts: 2, durationMs: 1_000 },
    ]);
  });

  test('adds its trace headers and replaces none of the request, in whatever case it writes them', async () => {
    const span = {
      attempt: () => undefined,
      end: () => undefined,
      traceHeaders: () => ({ traceparent: '00-1-2-01', Authorization: 'Bearer stolen' }),
    };
    const { http, provider } = connect(
      [answered()],
      {},
      { telemetry: { startCall: () => span, webhook: () => undefined } },
    );

    await provider.payments.createPayment(PAYMENT_REQUEST);

    expect(http.requests[0]?.headers).toMatchObject({
      traceparent: '00-1-2-01',
      authorization: `Bearer ${TIDEPAY_KEY}`,
    });
    expect(http.requests[0]?.headers).not.toHaveProperty('Authorization');
  });

  test('breaks no call by throwing', async () => {
    const fail = (): never => {
      throw new Error('disk full');
    };
    const logger = { debug: fail, info: fail, warn: fail, error: fail, child: () => logger };
    const telemetry = { startCall: fail, webhook: fail };
    const { http, provider } = connect([{ status: 500 }, answered(), refused(400, 'wrong')], {}, { logger, telemetry });

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).resolves.toMatchObject({ providerId: 'pay_1' });
    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({ code: 'provider_refused' });

    expect(http.requests).toHaveLength(3);
  });
});

test('calls of one provider do not disturb each other', async () => {
  const steps: ScriptedStep[] = Array.from({ length: 20 }, () => ({ body }) => {
    const { ref } = JSON.parse(String(body)) as { readonly ref: string };
    return ref.endsWith('7') ? refused(400, 'wrong') : answered({ ref });
  });
  const { provider } = connect(steps);
  const references = Array.from({ length: 20 }, (_, index) => `order-${String(index)}`);

  const settled = await Promise.allSettled(
    references.map((reference) => provider.payments.createPayment({ ...PAYMENT_REQUEST, reference })),
  );

  const told = settled.map((result) => (result.status === 'fulfilled' ? result.value.reference : 'refused'));
  expect(told).toEqual(references.map((reference) => (reference.endsWith('7') ? 'refused' : reference)));
});

test('a find of one’s own answers undefined, and what it is asked for is checked for its key', async () => {
  const find = findOperation({ path: '/x', answer: z.object({ id: z.string() }), parse: ({ id }) => ({ id }) });
  const { http, method } = connectOwn([refused(404, 'no_such_object')], { findIt: find });

  await expect(method({ reference: 'own-1' })).resolves.toBeUndefined();
  await expect(method({ reference: 'own 1' })).rejects.toMatchObject({
    code: 'invalid_request',
    problems: [{ path: 'reference' }],
  });
  expect(http.requests).toHaveLength(1);
});

type Method = (request: object) => Promise<unknown>;

/** One method that is a provider's own. */
function connectOwn(
  steps: readonly ScriptedStep[],
  definition: Readonly<Record<string, AnyOperation>>,
  wire = tidepayWire({ apiKey: new Secret(TIDEPAY_KEY), baseUrl: 'https://api.tidepay.example' }),
) {
  const http = createScriptedHttpClient(steps);
  const dependencies: Dependencies = { httpClient: http, clock: createFakeClock(), logger: createRecordingLogger() };
  const create = defineProvider({
    id: 'tidepay',
    options: { safeParse: () => ({ success: true, data: SETTINGS }), '~standard': {} },
    capabilities: () => ({
      ...TIDEPAY_CAPABILITIES,
      operations: Object.hasOwn(definition, 'changeIt') ? { changeIt: { lookup: 'none', deduplicatesForMs: 0 } } : {},
    }),
    connect: (_settings, { client, operations }) => ({
      payments: undefined,
      extras: operations(client(wire), definition),
    }),
  });
  const [method] = Object.values(create({}, dependencies).extras) as unknown as readonly [Method];
  return { http, method };
}

const SETTINGS = {
  baseUrl: 'https://api.tidepay.example',
  timeoutMs: 30_000,
  deadlineMs: 120_000,
  maxRetries: 3,
  retryDelayMs: 1_000,
  maxRetryDelayMs: 20_000,
  retryJitter: 'none',
  retryBudgetPerCall: 0.05,
  retryBudgetReserve: 20,
  deduplicatesForMs: {},
  allowPrivateNetwork: false,
  allowInsecureHttp: false,
} as const;

test('two accounts of one provider keep their keys apart', async () => {
  const http = createScriptedHttpClient([answered(), answered()]);
  const [first, second] = ['tide_live_first', 'tide_live_second'].map((apiKey) =>
    createTidepay({ apiKey }, { httpClient: http }),
  );

  await first?.payments.createPayment(PAYMENT_REQUEST);
  await second?.payments.createPayment(PAYMENT_REQUEST);

  expect(http.requests.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer tide_live_first',
    'Bearer tide_live_second',
  ]);
});
