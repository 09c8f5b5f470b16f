import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';

/** What goes wrong with the answer to a request. */
export interface TidepayFault {
  readonly kind: TidepayFaultKind;
  readonly method?: string | undefined;
  /** Such as `/v1/charges`; `{id}` stands for any one segment. Every path when absent. */
  readonly path?: string | undefined;
  /** How many requests it meets. @defaultValue `1` */
  readonly times?: number | undefined;
  /** Whether the request takes effect first. The default depends on the kind. */
  readonly applied?: boolean | undefined;
  readonly status?: number | undefined;
  /** The code of a refusal. */
  readonly message?: string | undefined;
  /** How long `latency` lasts. */
  readonly delayMs?: number | undefined;
  /** The size of an oversized body. */
  readonly bytes?: number | undefined;
}

/** Those before `reset-after` strike instead of the request's effect, the others after it. */
export type TidepayFaultKind =
  | 'rate-limit'
  | 'server-error'
  | 'client-error'
  | 'refusal'
  | 'redirect'
  | 'reset-before'
  | 'reset-after'
  | 'half-body'
  | 'stalled-body'
  | 'latency'
  | 'not-json'
  | 'empty-body'
  | 'oversized'
  | 'wrong-content';

/** A request as it arrived. */
export interface TidepayRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The kind of fault that met it. */
  readonly fault: TidepayFaultKind | undefined;
}

/** A webhook as it was sent, and the status of its answer; `undefined` if there was none, or nowhere to send it. */
export interface TidepayDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | undefined;
}

/** A charge, a refund or a transfer as the interface shows it. */
export interface TidepayObject {
  readonly id: string;
  readonly reference: string;
  state: string;
  readonly amount: TidepayAmount;
  readonly created_at: string;
  readonly paid?: TidepayAmount;
  readonly checkout_url?: string;
  readonly charge?: string;
  readonly bank?: unknown;
}

interface TidepayAmount {
  /** Whole smallest units. */
  value: number;
  readonly currency: string;
}

/** What happens at the provider without a request: payers, banks, faults. */
export interface TidepayControl {
  /** Pays a charge: all of it, or an amount in major units such as `"1.00"`. */
  pay(id: string, payment?: { readonly amount?: string | undefined }): Promise<void>;
  /** Moves a charge, a refund or a transfer into a state. */
  settle(id: string, state: string): Promise<void>;
  /** Lets the next requests meet a fault. */
  fault(fault: TidepayFault): void;
  clearFaults(): void;
  /** Where webhooks go from now on. */
  deliverTo(url: string): void;
  deliveries(): readonly TidepayDelivery[];
  charges(): readonly TidepayObject[];
  refunds(): readonly TidepayObject[];
  transfers(): readonly TidepayObject[];
  requests(): readonly TidepayRequest[];
}

/** Options of {@link startTidepaySimulator}. */
export interface TidepaySimulatorOptions {
  readonly port?: number;
  readonly apiKey?: string;
  readonly webhookSecret?: string;
  readonly clock?: { now(): Date };
}

/** A Tidepay that runs on this machine. */
export interface TidepaySimulator {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly control: TidepayControl;
  close(): Promise<void>;
}

type Kind = 'charge' | 'refund' | 'transfer';
type Call = Context<{ Bindings: HttpBindings }>;
type Body = Readonly<Record<string, unknown>>;

/** A refusal in the provider's words. */
class Refusal extends Error {
  readonly status: 400 | 401 | 404 | 409 | 422;
  readonly code: string;

  constructor(status: Refusal['status'], code: string) {
    super(`The request was refused: ${code}.`);
    this.status = status;
    this.code = code;
  }
}

const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['USD', 2],
  ['EUR', 2],
  ['GBP', 2],
  ['JPY', 0],
  ['KWD', 3],
]);
const DAY_MS = 86_400_000;
const PAGE_SIZE = 50;

/** Starts a Tidepay on a loopback port. It shares no code with the adapter, so that one misreading cannot hide in both. */
export async function startTidepaySimulator(options: TidepaySimulatorOptions = {}): Promise<TidepaySimulator> {
  const { apiKey = 'tide_test_key', clock = { now: () => new Date() }, webhookSecret = 'tide_test_secret' } = options;
  const objects = new Map<string, { readonly kind: Kind; readonly object: TidepayObject }>();
  const answers = new Map<string, { readonly body: string; readonly at: number; readonly object: TidepayObject }>();
  const requests: TidepayRequest[] = [];
  const deliveries: TidepayDelivery[] = [];
  const faults: { readonly fault: TidepayFault; left: number }[] = [];
  let webhookUrl: string | undefined;

  const all = (kind: Kind): readonly TidepayObject[] =>
    [...objects.values()].filter((each) => each.kind === kind).map(({ object }) => object);

  function get(kind: Kind, matches: (object: TidepayObject) => boolean): TidepayObject {
    const found = all(kind).find(matches);
    if (found === undefined) throw new Refusal(404, 'missing');
    return found;
  }

  /** Opens an object, or answers with the one that this key has opened within a day. */
  async function open(call: Call, kind: Kind, fieldsOf: (body: Body) => Partial<TidepayObject>): Promise<Response> {
    const text = await call.req.text();
    const key = call.req.header('idempotency-key');
    if (key === undefined) throw new Refusal(400, 'key_missing');
    const at = clock.now().getTime();
    const earlier = answers.get(`${kind} ${key}`);
    if (earlier !== undefined && at - earlier.at < DAY_MS) {
      if (earlier.body !== text) throw new Refusal(409, 'key_reused');
      return call.json(earlier.object, 200);
    }
    const body = parseObject(text);
    const { reference } = body;
    if (typeof reference !== 'string') throw new Refusal(422, 'bad_reference');
    const object: TidepayObject = {
      id: `${kind}_${randomUUID()}`,
      reference,
      state: kind === 'charge' ? 'open' : 'queued',
      amount: { value: 0, currency: '' },
      created_at: clock.now().toISOString(),
      ...fieldsOf(body),
    };
    objects.set(object.id, { kind, object });
    answers.set(`${kind} ${key}`, { body: text, at, object });
    return call.json(object, 201);
  }

  async function announce(kind: Kind, object: TidepayObject): Promise<void> {
    const type = `${kind}.${object.state}`;
    const body = JSON.stringify({ id: `evt_${randomUUID()}`, type, live: false, data: object });
    const signedAt = String(Math.floor(clock.now().getTime() / 1000));
    const signature = createHmac('sha256', webhookSecret).update(`${signedAt}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'tidepay-signature': `t=${signedAt},v1=${signature}` };
    const sent = webhookUrl && fetch(webhookUrl, { method: 'POST', headers, body });
    const status = await Promise.resolve(sent || undefined).then(
      (response) => response?.status,
      () => undefined,
    );
    deliveries.push({ headers, body, status });
  }

  function objectNamed(id: string) {
    const found = objects.get(id);
    if (found === undefined) throw new Error(`There is no "${id}".`);
    return found;
  }

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, call) => {
    if (!(error instanceof Refusal)) throw error;
    return call.json({ error: { code: error.code, message: error.message } }, error.status);
  });
  app.use(async (call, next) => {
    const { method, path } = call.req;
    const planned = faults.find(({ fault, left }) => left > 0 && meets(fault, method, path));
    const fault = planned?.fault;
    requests.push({ method, path, headers: call.req.header(), body: await call.req.text(), fault: fault?.kind });
    if (planned === undefined) return next();
    planned.left -= 1;
    const answer = await answerWithFault(planned.fault, call, async () => {
      await next();
      return call.res;
    });
    // Nothing of an answer that stands already is kept.
    call.res = undefined;
    call.res = answer;
  });
  app.use(async (call, next) => {
    if (call.req.header('authorization') !== `Bearer ${apiKey}`) throw new Refusal(401, 'bad_key');
    await next();
  });
  app.notFound((call) => call.json({ error: { code: 'no_such_path', message: 'There is nothing here.' } }, 404));

  app.post('/v1/charges', (call) =>
    open(call, 'charge', ({ amount }) => {
      const asked = readAmount(amount);
      const paid = { value: 0, currency: asked.currency };
      return { amount: asked, paid, checkout_url: `http://pay.tidepay.example/${randomUUID()}` };
    }),
  );
  app.post('/v1/refunds', (call) =>
    open(call, 'refund', ({ amount, charge }) => {
      const { id, paid } = get('charge', (each) => each.id === charge);
      const refunded = all('refund').filter((each) => each.charge === id && each.state !== 'failed');
      const left = (paid?.value ?? 0) - refunded.reduce((sum, each) => sum + each.amount.value, 0);
      const asked = amount === undefined ? { value: left, currency: paid?.currency ?? '' } : readAmount(amount);
      if (asked.value <= 0 || asked.value > left || asked.currency !== paid?.currency)
        throw new Refusal(422, 'too_much');
      return { amount: asked, charge: id };
    }),
  );
  app.post('/v1/transfers', (call) =>
    open(call, 'transfer', ({ amount, bank }) => ({ amount: readAmount(amount), bank })),
  );
  app.get('/v1/charges', (call) => {
    const newestFirst = all('charge').toReversed();
    const after = call.req.query('after');
    const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const items = newestFirst.slice(start, start + PAGE_SIZE);
    return call.json({ items, next: start + PAGE_SIZE < newestFirst.length ? items.at(-1)?.id : null });
  });
  for (const kind of ['charge', 'refund', 'transfer'] as const) {
    app.get(`/v1/${kind}s/by-reference/:reference`, (call) =>
      call.json(get(kind, ({ reference }) => reference === call.req.param('reference'))),
    );
    app.get(`/v1/${kind}s/:id`, (call) => call.json(get(kind, ({ id }) => id === call.req.param('id'))));
  }

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port ?? 0 });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  // A TCP server's address is always an AddressInfo once it listens.
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    apiKey,
    webhookSecret,
    control: {
      async pay(id, { amount } = {}) {
        const { kind, object } = objectNamed(id);
        if (object.paid === undefined) throw new Error(`"${id}" is not to be paid.`);
        object.paid.value += amount === undefined ? object.amount.value : toUnits(amount, object.amount.currency);
        const missing = object.amount.value - object.paid.value;
        object.state = missing === 0 ? 'paid' : missing > 0 ? 'part_paid' : 'overpaid';
        await announce(kind, object);
      },
      async settle(id, state) {
        const { kind, object } = objectNamed(id);
        object.state = state;
        await announce(kind, object);
      },
      fault(fault) {
        faults.push({ fault, left: fault.times ?? 1 });
      },
      clearFaults() {
        faults.length = 0;
      },
      deliverTo(url) {
        webhookUrl = url;
      },
      deliveries: () => [...deliveries],
      charges: () => structuredClone(all('charge')),
      refunds: () => structuredClone(all('refund')),
      transfers: () => structuredClone(all('transfer')),
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

function meets({ method = '', path = '' }: TidepayFault, requested: string, place: string): boolean {
  const pattern = new RegExp(`^${path.replace('{id}', '[^/]+')}$`);
  return (method === '' || method === requested) && (path === '' || pattern.test(place));
}

const INSTEAD_OF_EFFECT: ReadonlySet<TidepayFaultKind> = new Set<TidepayFaultKind>([
  'rate-limit',
  'server-error',
  'client-error',
  'refusal',
  'redirect',
  'reset-before',
]);

/** Answers a request that a fault meets; `act` lets it take effect and makes the right answer. */
async function answerWithFault(fault: TidepayFault, call: Call, act: () => Promise<Response>): Promise<Response> {
  const { kind, status } = fault;
  const applied = fault.applied ?? !INSTEAD_OF_EFFECT.has(kind);
  const right = applied ? await act() : new Response(null);
  const text = await right.text();
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
  const { incoming, outgoing } = call.env;
  const say = (code: string, otherwise: number, more = {}) =>
    Response.json({ error: { code, message: `It met "${code}".` } }, { status: status ?? otherwise, headers: more });
  switch (kind) {
    case 'rate-limit':
      return say('too_many', 429, { 'retry-after': '1' });
    case 'server-error':
      return say('broken', 500);
    case 'client-error':
      return new Response(null, { status: status ?? 400 });
    case 'refusal':
      return say(fault.message ?? 'refused', 422);
    case 'redirect':
      return new Response(null, { status: status ?? 302, headers: { location: '/elsewhere' } });
    case 'reset-before':
    case 'reset-after':
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'half-body':
      outgoing.writeHead(right.status, headers);
      outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
      return RESPONSE_ALREADY_SENT;
    case 'stalled-body':
      outgoing.writeHead(right.status, headers).flushHeaders();
      return RESPONSE_ALREADY_SENT;
    case 'latency':
      await delay(fault.delayMs, undefined, { ref: false });
      return new Response(text, { status: right.status, headers });
    case 'not-json':
      return new Response('<html>', { status: status ?? 200, headers: { 'content-type': 'text/html' } });
    case 'empty-body':
      return new Response(null, { status: status ?? 200 });
    case 'oversized':
      return new Response(text.padEnd(fault.bytes ?? 0), { status: right.status });
    case 'wrong-content':
      return Response.json({ ...parseObject(text), id: 'other_1', reference: 'other-1' }, { status: right.status });
  }
}

function parseObject(text: string): Body {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Body;
  } catch {
    // Said below, as for every other body that is no object.
  }
  throw new Refusal(400, 'bad_body');
}

function readAmount(amount: unknown): TidepayAmount {
  const { currency, value } = (typeof amount === 'object' && amount !== null ? amount : {}) as Body;
  if (typeof currency !== 'string' || !DECIMALS.has(currency)) throw new Refusal(422, 'bad_currency');
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) throw new Refusal(422, 'bad_amount');
  return { value, currency };
}

function toUnits(amount: string, currency: string): number {
  const [whole = '', fraction = ''] = amount.split('.');
  return Number(whole + fraction.padEnd(DECIMALS.get(currency) ?? 0, '0'));
}
