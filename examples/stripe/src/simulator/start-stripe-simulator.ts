import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { answerWithFault, type StripeFault } from './answer-with-fault.js';
import { Courier, type StripeDelivery } from './courier.js';
import { type FormFields, readForm } from './form-fields.js';
import { type Answer, IdempotentAnswers } from './idempotent-answers.js';
import { identifier, Ledger, type StripeKind, type StripeMovement, type StripeObject } from './ledger.js';
import { InvalidParameter, Refusal } from './refusal.js';

/** A request as it arrived. */
export interface StripeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly text: string;
  /** The kind of fault that met it, if any. */
  readonly fault: string | undefined;
}

/** What happens at the provider without a request: payers, banks, faults. */
export interface StripeControl {
  /** A payer pays an intent in the browser: all of it, there is no other way. */
  pay(id: string): Promise<void>;
  /** Puts an object into a status, documented or not. */
  settle(id: string, status: string): Promise<void>;
  /** Carries out every payout that was accepted. */
  finish(): Promise<void>;
  /** Lets the next requests meet a fault, in the order they were planned. */
  fault(fault: StripeFault): void;
  clearFaults(): void;
  /** Lets the next `POST` with a key break inside, so that a 500 is kept under the key. */
  breakNext(): void;
  /** Where webhooks go from now on. */
  deliverTo(url: string): void;
  /** From now on the endpoint has this secret as well, as while its secret is rolled. */
  roll(secret: string): void;
  /** Sends an event again, as after an answer that was no success. */
  redeliver(delivery: StripeDelivery): void;
  /** Whatever is on its way to the receiver of webhooks arrives. */
  idle(): Promise<void>;
  /** What the simulator's clock shows. */
  now(): Date;
  payments(): readonly StripeObject[];
  payouts(): readonly StripeObject[];
  deliveries(): readonly StripeDelivery[];
  transfers(): readonly StripeMovement[];
  requests(): readonly StripeRequest[];
}

/** Options of {@link startStripeSimulator}. */
export interface StripeSimulatorOptions {
  /** @defaultValue any free one */
  readonly port?: number;
  readonly secretKey?: string;
  readonly webhookSecret?: string;
  readonly clock?: { now(): Date };
  /** The account's bank accounts and cards that payouts may go to. */
  readonly externalAccounts?: readonly string[];
  /** Whether payers have chosen a payment method by the time an intent is there. @defaultValue `false` */
  readonly payerHasChosen?: boolean;
}

/** A Stripe that runs on this machine. */
export interface StripeSimulator {
  readonly baseUrl: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly control: StripeControl;
  close(): Promise<void>;
}

type Call = Context<{ Bindings: HttpBindings }>;

/** The parameters of each `POST`, by its path without ids. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  '/v1/payment_intents': [
    'amount',
    'currency',
    'capture_method',
    'description',
    'automatic_payment_methods',
    'metadata',
  ],
  '/v1/payment_intents/{id}/confirm': ['payment_method', 'return_url'],
  '/v1/payment_intents/{id}/capture': ['amount_to_capture'],
  '/v1/payment_intents/{id}/cancel': ['cancellation_reason'],
  '/v1/refunds': ['payment_intent', 'amount', 'metadata', 'reason'],
  '/v1/payouts': ['amount', 'currency', 'destination', 'description', 'metadata', 'method'],
  '/v1/payouts/{id}/cancel': [],
};

/**
 * Starts a Stripe on a loopback port, written from its documents. It shares no code with the adapter, so that one
 * misreading cannot hide in both.
 */
export async function startStripeSimulator(options: StripeSimulatorOptions = {}): Promise<StripeSimulator> {
  const { secretKey = 'sk_test_simulator', webhookSecret = 'whsec_simulator' } = options;
  const { clock = { now: () => new Date() }, externalAccounts = ['ba_1Main', 'ba_1Other'] } = options;
  const requests: StripeRequest[] = [];
  const faults: { readonly fault: StripeFault; left: number }[] = [];
  const answers = new IdempotentAnswers();
  const courier = new Courier(clock, [webhookSecret]);
  let breaksNext = false;
  let baseUrl = '';

  const ledger = new Ledger({
    clock,
    externalAccounts,
    payerHasChosen: options.payerHasChosen ?? false,
    baseUrl: () => baseUrl,
    announce(type, object) {
      const created = Math.floor(clock.now().getTime() / 1000);
      const event = { id: identifier('evt'), object: 'event', type, created, livemode: false, data: { object } };
      courier.send(JSON.stringify(event));
    },
  });

  /** Carries out a `POST` once under its key. */
  async function change(call: Call, path: string, act: (fields: FormFields) => StripeObject): Promise<Response> {
    const text = await call.req.text();
    const key = call.req.header('idempotency-key');
    const request = `${call.req.path}\n${text}`;
    const at = clock.now().getTime();
    if (breaksNext && key !== undefined) {
      breaksNext = false;
      act(readForm(text, PARAMETERS[path] ?? []));
      return send(call, answers.keep(key, request, at));
    }
    return send(
      call,
      answers.answer(key, request, at, () => {
        if (text !== '' && call.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') !== true)
          throw new Refusal(400, 'Parameters must be form-encoded.');
        return JSON.stringify(act(readForm(text, PARAMETERS[path] ?? [])));
      }),
    );
  }

  function send(call: Call, { body, replayed = false, status }: Answer): Response {
    return call.body(body, status as 200, {
      'content-type': 'application/json',
      'request-id': identifier('req'),
      ...(replayed && { 'idempotent-replayed': 'true' }),
    });
  }

  function list(call: Call, kind: StripeKind): Response {
    const limit = Number(call.req.query('limit') ?? '10');
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new InvalidParameter('limit', 'Invalid limit.');
    const [from, to] = ['created[gte]', 'created[lte]'].map((name) => call.req.query(name));
    const intent = call.req.query('payment_intent');
    const newestFirst = ledger
      .all(kind)
      .filter(
        ({ created }) => (from === undefined || created >= Number(from)) && (to === undefined || created <= Number(to)),
      )
      .filter((each) => intent === undefined || each.payment_intent === intent)
      .reverse();
    const after = call.req.query('starting_after');
    if (after !== undefined) ledger.get(kind, after, 'starting_after');
    const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const data = newestFirst.slice(start, start + limit);
    const hasMore = start + limit < newestFirst.length;
    return send(call, {
      status: 200,
      body: JSON.stringify({ object: 'list', url: call.req.path, has_more: hasMore, data }),
    });
  }

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, call) => {
    if (!(error instanceof Refusal)) throw error;
    return send(call, { status: error.status, body: error.body });
  });
  app.notFound((call) => send(call, { status: 404, body: new Refusal(404, 'Unrecognized request URL.').body }));
  app.use(async (call, next) => {
    const basic = Buffer.from(`${secretKey}:`).toString('base64');
    const proofs = [`Bearer ${secretKey}`, `Basic ${basic}`];
    if (!proofs.includes(call.req.header('authorization') ?? '')) throw new Refusal(401, 'Invalid API Key provided.');
    await next();
  });

  app.post('/v1/payment_intents', (call) => change(call, '/v1/payment_intents', (fields) => ledger.openIntent(fields)));
  app.post('/v1/payment_intents/:id/confirm', (call) =>
    change(call, '/v1/payment_intents/{id}/confirm', (fields) => ledger.confirm(call.req.param('id'), fields)),
  );
  app.post('/v1/payment_intents/:id/capture', (call) =>
    change(call, '/v1/payment_intents/{id}/capture', (fields) => ledger.capture(call.req.param('id'), fields)),
  );
  app.post('/v1/payment_intents/:id/cancel', (call) =>
    change(call, '/v1/payment_intents/{id}/cancel', () => ledger.cancelIntent(call.req.param('id'))),
  );
  app.post('/v1/refunds', (call) => change(call, '/v1/refunds', (fields) => ledger.openRefund(fields)));
  app.post('/v1/payouts', (call) => change(call, '/v1/payouts', (fields) => ledger.openPayout(fields)));
  app.post('/v1/payouts/:id/cancel', (call) =>
    change(call, '/v1/payouts/{id}/cancel', () => ledger.cancelPayout(call.req.param('id'))),
  );
  for (const kind of ['payment_intent', 'refund', 'payout'] as const) {
    app.get(`/v1/${kind}s`, (call) => list(call, kind));
    app.get(`/v1/${kind}s/:id`, (call) =>
      send(call, { status: 200, body: JSON.stringify(ledger.get(kind, call.req.param('id'))) }),
    );
  }

  /** Remembers a request, and lets it meet the fault that waits for it. */
  async function receive(request: Request, bindings: HttpBindings): Promise<Response> {
    const { method } = request;
    const { pathname: path, search: query } = new URL(request.url);
    const met = faults.find((each) => each.left > 0 && meets(each.fault, method, path));
    if (met !== undefined) met.left -= 1;
    const text = await request.clone().text();
    const headers = Object.fromEntries(request.headers);
    requests.push({ method, path, query, headers, text, fault: met?.fault.kind });
    const act = async (): Promise<Response> => app.fetch(request, bindings);
    return met === undefined ? act() : answerWithFault(met.fault, act, bindings);
  }

  const server = serve({
    fetch: (request, bindings) => receive(request, bindings as HttpBindings),
    hostname: '127.0.0.1',
    port: options.port ?? 0,
  });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  // A TCP server's address is always an AddressInfo once it listens.
  baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  function objectNamed(id: string): StripeObject {
    const kinds = ['payment_intent', 'refund', 'payout'] as const;
    const found = kinds.flatMap((kind) => ledger.all(kind)).find((each) => each.id === id);
    if (found === undefined) throw new Error(`There is no "${id}".`);
    return found;
  }

  return {
    baseUrl,
    secretKey,
    webhookSecret,
    control: {
      async pay(id) {
        ledger.authorise(objectNamed(id));
      },
      async settle(id, status) {
        ledger.move(objectNamed(id), status);
      },
      async finish() {
        for (const payout of ledger.all('payout')) {
          if (['pending', 'in_transit'].includes(payout.status)) ledger.move(payout, 'paid');
        }
      },
      fault(fault) {
        faults.push({ fault, left: fault.times ?? 1 });
      },
      clearFaults() {
        faults.length = 0;
      },
      breakNext() {
        breaksNext = true;
      },
      deliverTo(url) {
        courier.url = url;
      },
      roll(secret) {
        courier.secrets = [secret, ...courier.secrets];
      },
      redeliver({ body }) {
        courier.send(body);
      },
      idle: () => courier.idle(),
      now: () => clock.now(),
      payments: () => structuredClone(ledger.all('payment_intent')),
      payouts: () => structuredClone(ledger.all('payout')),
      deliveries: () => [...courier.deliveries],
      transfers: () => [...ledger.movements],
      requests: () => [...requests],
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function meets(fault: StripeFault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  return fault.path === undefined || new RegExp(`^${fault.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
