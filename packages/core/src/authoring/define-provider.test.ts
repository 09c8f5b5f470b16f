import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  answered,
  connect,
  createTidepay,
  PAYMENT_REQUEST,
  PAYOUT_REQUEST,
  TIDEPAY_CAPABILITIES,
  TIDEPAY_KEY,
} from '../../test/contracts/tidepay.js';
import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { TransportError } from '../errors/transport-error.js';
import type { HttpClient } from '../http/http-client.js';
import { createScriptedHttpClient } from '../http/scripted-http-client.js';
import type { Capabilities } from '../provider/capabilities.js';
import type { PaymentProvider } from '../provider/payment-provider.js';
import { connectionFields, type ConnectionSettings } from './connection-options.js';
import { defineProvider, type ProviderHost } from './define-provider.js';
import { operation } from './operation.js';

const answer = z.object({ id: z.string() });
const write = operation({ path: '/x', effect: 'write', answer, parse: ({ id }) => ({ id }) });
const read = operation({ path: '/x', effect: 'read', answer, parse: ({ id }) => ({ id }) });

const NOTHING: Capabilities = { operations: {}, partialRefunds: false, payoutMemo: false };

const optionsSchema: z.ZodType<ConnectionSettings, object> = z.strictObject(
  connectionFields('https://api.tidepay.example'),
);

/** A provider of parts that are made for one test. */
function providerOf(
  parts: (host: ProviderHost) => object,
  capabilities: Capabilities = NOTHING,
  options: object = {},
): PaymentProvider & Readonly<Record<string, unknown>> {
  const create = defineProvider({
    id: 'made-up',
    options: optionsSchema,
    capabilities: () => capabilities,
    connect: (_settings, host) => parts(host),
  });
  return create(options, { httpClient: createScriptedHttpClient([]) }) as PaymentProvider &
    Readonly<Record<string, unknown>>;
}

const wire = {
  secrets: [],
  encode: () => ({ method: 'POST', url: 'https://api.tidepay.example/x', headers: {} }) as const,
  read: () => ({ kind: 'unreadable' }) as const,
};

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof MisconfiguredError) return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

describe('capabilities', () => {
  test('must declare every changing operation that is offered', () => {
    expect(() =>
      providerOf(({ client, operations }) => ({
        extras: operations(client(wire), { openWallet: write, lookAtWallet: read }),
      })),
    ).toThrow(new TypeError('made-up offers openWallet without declaring what can be found out afterwards.'));
  });

  test('must declare no operation that is not offered', () => {
    const operations = { createPayout: { lookup: 'id', deduplicatesForMs: 0 } } as const;

    expect(() => providerOf(() => ({}), { ...NOTHING, operations })).toThrow(
      new TypeError('made-up declares createPayout without offering it.'),
    );
  });

  test('show the windows of the account instead of the adapter’s, and those are kept', async () => {
    const { http, provider } = connect([new TransportError('timeout')], { deduplicatesForMs: { createPayment: 0 } });

    expect(provider.capabilities.operations.createPayment).toEqual({ lookup: 'reference', deduplicatesForMs: 0 });
    expect(provider.capabilities.operations.createPayout).toEqual(TIDEPAY_CAPABILITIES.operations.createPayout);
    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(http.requests).toHaveLength(1);
  });

  test('an account’s longer window allows the repeat that the adapter’s own would not', async () => {
    const steps = Array.from({ length: 4 }, () => new TransportError('timeout'));
    const options = {
      retryJitter: 'none',
      retryDelayMs: 30_000,
      maxRetryDelayMs: 30_000,
      deadlineMs: 600_000,
    } as const;
    const usual = connect(steps, options);
    const longer = connect(steps, { ...options, deduplicatesForMs: { createPayout: 600_000 } });

    await expect(usual.provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toThrow();
    await expect(longer.provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toThrow();

    expect([usual.http.requests.length, longer.http.requests.length]).toEqual([2, 4]);
  });

  test('a window for a misspelt operation is refused, because it would silently not apply', () => {
    expect(problemsOf(() => createTidepay({ apiKey: TIDEPAY_KEY, deduplicatesForMs: { createPayuot: 0 } }))).toEqual([
      'deduplicatesForMs.createPayuot is not a changing operation',
    ]);
  });

  test('a window for an operation of the contract that the account happens to lack does no harm', () => {
    expect(problemsOf(() => createTidepay({ apiKey: TIDEPAY_KEY, deduplicatesForMs: { cancelPayout: 0 } }))).toEqual(
      [],
    );
  });
});

describe('options', () => {
  test('are refused with every problem at once, as clauses, and without their values', () => {
    const wrong = {
      timeoutMs: 0,
      deadlineMs: 1.5,
      maxRetries: 21,
      retryJitter: 'some',
      retryBudgetPerCall: -1,
      retryBudgetReserve: 0.5,
      deduplicatesForMs: { createPayment: -1 },
      tiemoutMs: 5,
      [`\u0000`]: 1,
    };

    expect(problemsOf(() => createTidepay(wrong as never))).toEqual([
      'timeoutMs must be a whole number of milliseconds, 1 to 2147483647',
      'deadlineMs must be a whole number of milliseconds, 1 to 2147483647',
      'maxRetries must be a whole number from 0 to 20',
      'retryJitter must be "full" or "none"',
      'retryBudgetPerCall must be a number from 0 to 20',
      'retryBudgetReserve must be a whole number from 0 to 1000000',
      'deduplicatesForMs.createPayment must be a whole number of milliseconds, 0 or more',
      'apiKey must be text that is not empty, or a Secret',
      'tiemoutMs is not a known field',
      'a field with an unusual name is not a known field',
    ]);
  });

  test('that are missing altogether are refused as such', () => {
    expect(problemsOf(() => createTidepay(undefined as never))).toEqual([' is missing']);
  });

  test.each(['timeoutMs', 'deadlineMs', 'retryDelayMs', 'maxRetryDelayMs'])(
    'a %s that no timer can hold is refused: the timer would fire at once',
    (name) => {
      expect(problemsOf(() => createTidepay({ apiKey: TIDEPAY_KEY, [name]: 2 ** 31 }))).toHaveLength(1);
      expect(problemsOf(() => createTidepay({ apiKey: TIDEPAY_KEY, [name]: 2 ** 31 - 1 }))).toEqual([]);
    },
  );

  test.each(['http://api.tidepay.example', 'https://10.0.0.8', 'https://user:pw@api.tidepay.example', 'not a url', ''])(
    'a base URL of "%s" is refused even if the adapter does not look at it',
    (baseUrl) => {
      expect(
        problemsOf(() => createTidepay({ apiKey: TIDEPAY_KEY, baseUrl })).map((problem) => problem.split(' ')[0]),
      ).toEqual(['baseUrl']);
    },
  );

  test('a private network and plain HTTP are accepted where the account says so', () => {
    const loosened = {
      apiKey: TIDEPAY_KEY,
      baseUrl: 'http://10.0.0.8',
      allowPrivateNetwork: true,
      allowInsecureHttp: true,
    };

    expect(problemsOf(() => createTidepay(loosened))).toEqual([]);
  });

  test('a trailing slash of the base URL makes no difference', async () => {
    const { http, provider } = connect([{ status: 500 }], { baseUrl: 'https://tide.example/', maxRetries: 0 });

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toThrow();

    expect(http.requests[0]?.url).toBe('https://tide.example/payments');
  });
});

describe('the provider', () => {
  test('has the parts that were put together and none that are absent', () => {
    const provider = providerOf(() => ({ payments: undefined, extras: { own: 1 } }));

    expect(Object.keys(provider).sort()).toEqual(['capabilities', 'close', 'extras', 'id', 'specificationVersion']);
    expect('payments' in provider).toBe(false);
  });

  test('cannot be given another name, version, capability or end by its adapter', () => {
    const provider = providerOf(() => ({ id: 'other', specificationVersion: 2, capabilities: {}, close: undefined }));

    expect(provider).toMatchObject({ id: 'made-up', specificationVersion: 1, capabilities: NOTHING });
    expect(provider.close).toBeTypeOf('function');
  });

  test('cannot be changed, nor can its parts, methods and capabilities', () => {
    const { provider } = connect([]);
    const mixed = providerOf(() => ({ extras: { own: () => 1 } }));

    const targets: readonly object[] = [
      provider,
      provider.payments,
      provider.capabilities,
      provider.capabilities.operations,
      provider.capabilities.operations.createPayment ?? {},
      mixed['extras'] as object,
    ];
    for (const target of targets) {
      expect(Object.isFrozen(target)).toBe(true);
      expect(() => Object.assign(target, { createPayment: null })).toThrow(TypeError);
    }
  });

  test('sends nothing until its first call', () => {
    expect(connect([]).http.requests).toEqual([]);
  });

  test('leaves a transport open that was handed in', async () => {
    let closed = 0;
    const http: HttpClient = { ...createScriptedHttpClient([]), close: async () => void (closed += 1) };

    await createTidepay({ apiKey: TIDEPAY_KEY }, { httpClient: http }).close();

    expect(closed).toBe(0);
  });

  test('closes the connections that it opened, and does so twice without harm', async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify(answered().body))).listen(
      0,
      '127.0.0.1',
    );
    const connection = once(server, 'connection') as Promise<[Socket]>;
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const provider = createTidepay({ apiKey: TIDEPAY_KEY, baseUrl: `http://127.0.0.1:${String(port)}` });
    await provider.payments.createPayment(PAYMENT_REQUEST);
    const [socket] = await connection;
    const closed = once(socket, 'close');

    await provider.close();
    await provider.close();

    await closed;
    expect(socket.destroyed).toBe(true);
    server.close();
  });
});
