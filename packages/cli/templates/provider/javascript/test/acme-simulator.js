import { createHmac, randomUUID } from 'node:crypto';
import { startFaultyServer } from './faulty-server.js';

/**
 * @import { ConformanceGateway, GatewayDelivery, GatewayTransfer } from '@paymux/testkit'
 * @import { Answer, Call } from './faulty-server.js'
 */

/** @typedef {'payment' | 'refund' | 'payout'} Kind */

/** @typedef {Record<string, unknown>} Body */

/** Money, in whole smallest units. @typedef {{ value: number; readonly currency: string }} Amount */

/**
 * @typedef {object} AcmeObject
 * @property {string} id
 * @property {string} reference
 * @property {string} status
 * @property {Amount} amount
 * @property {string} created_at
 * @property {Amount} [received]
 * @property {string} [checkout_url]
 * @property {string} [payment]
 * @property {unknown} [bank]
 */

/**
 * Acme on this machine. Its control plays payers and banks, keeps the books, and makes things go wrong.
 *
 * @typedef {{ readonly baseUrl: string; readonly control: ConformanceGateway; close(): Promise<void> }} AcmeSimulator
 */

/** A no in the gateway's words. */
class Refusal extends Error {
  status;
  code;

  /**
   * @param {number} status
   * @param {string} code
   */
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const DAY_MS = 86_400_000;
const PAGE_SIZE = 50;
/** @type {Readonly<Record<string, number>>} */
const DECIMALS = { USD: 2, EUR: 2, JPY: 0, KWD: 3 };

/**
 * Starts Acme on a loopback port. It is written from the gateway's documents and shares no code with the
 * adapter, so that one misreading cannot hide in both.
 *
 * @param {{ readonly apiKey: string; readonly webhookSecret: string }} options
 * @returns {Promise<AcmeSimulator>}
 */
export async function startAcmeSimulator({ apiKey, webhookSecret }) {
  /** @type {{ readonly kind: Kind; readonly object: AcmeObject }[]} */
  const objects = [];
  /** @type {Map<string, { readonly text: string; readonly at: number; readonly object: AcmeObject }>} */
  const answers = new Map();
  /** @type {GatewayDelivery[]} */
  const deliveries = [];
  /** @type {GatewayTransfer[]} */
  const transfers = [];

  /** @param {Kind} kind */
  const all = (kind) => objects.filter((each) => each.kind === kind).map(({ object }) => object);

  /**
   * @param {Kind} kind
   * @param {(object: AcmeObject) => boolean} matches
   */
  function get(kind, matches) {
    const found = all(kind).find(matches);
    if (found === undefined) throw new Refusal(404, 'not_found');
    return found;
  }

  // FILL IN repeats: how the gateway recognises a repeat, and what it answers.
  /**
   * Opens an object, or answers with the one that the same key has opened within a day.
   *
   * @param {Call} call
   * @param {Kind} kind
   * @returns {Answer}
   */
  function open({ headers, text }, kind) {
    const key = headers.get('idempotency-key');
    if (key === null) throw new Refusal(400, 'key_missing');
    const earlier = answers.get(`${kind} ${key}`);
    if (earlier !== undefined && Date.now() - earlier.at < DAY_MS) {
      if (earlier.text !== text) throw new Refusal(409, 'key_reused');
      return { status: 200, body: { ...earlier.object } };
    }
    const body = parseObject(text);
    if (typeof body['reference'] !== 'string') throw new Refusal(422, 'bad_reference');
    /** @type {AcmeObject} */
    const object = {
      id: `${kind}_${randomUUID()}`,
      reference: body['reference'],
      status: kind === 'payment' ? 'open' : 'queued',
      created_at: new Date().toISOString(),
      ...fieldsOf(kind, body),
    };
    objects.push({ kind, object });
    answers.set(`${kind} ${key}`, { text, at: Date.now(), object });
    const answer = { status: 201, body: structuredClone({ ...object }) };
    if (kind === 'refund') settle(object.id, 'done');
    return answer;
  }

  // FILL IN objects: what the gateway reads from a request, checks, and keeps.
  /**
   * @param {Kind} kind
   * @param {Body} body
   * @returns {Pick<AcmeObject, 'amount'> & Partial<AcmeObject>}
   */
  function fieldsOf(kind, { amount, bank, payment }) {
    switch (kind) {
      case 'payment': {
        const asked = readAmount(amount);
        const received = { ...asked, value: 0 };
        return { amount: asked, received, checkout_url: `https://pay.acme.example/${randomUUID()}` };
      }
      case 'payout':
        return { amount: readAmount(amount), bank };
      case 'refund': {
        const { id, received } = get('payment', (each) => each.id === payment);
        const earlier = all('refund').filter((each) => each.payment === id && each.status !== 'failed');
        const left = earlier.reduce((sum, each) => sum - each.amount.value, received?.value ?? 0);
        const currency = received?.currency ?? '';
        const asked = amount === undefined ? { value: left, currency } : readAmount(amount);
        if (asked.value <= 0 || asked.value > left || asked.currency !== currency) throw new Refusal(422, 'too_much');
        return { amount: asked, payment: id };
      }
    }
  }

  // FILL IN objects: the paths.
  /**
   * @param {Call} call
   * @returns {Answer}
   */
  function route(call) {
    // FILL IN authentication: what the gateway checks.
    if (call.headers.get('authorization') !== `Bearer ${apiKey}`) throw new Refusal(401, 'bad_key');
    const [, kind, by, name] = /^\/v1\/(payment|refund|payout)s(?:\/(by-reference\/)?([^/]+))?$/.exec(call.path) ?? [];
    if (!isKind(kind)) throw new Refusal(404, 'no_such_path');
    if (call.method === 'POST' && name === undefined) return open(call, kind);
    if (call.method === 'GET' && name !== undefined) {
      const wanted = decodeURIComponent(name);
      const found = get(kind, ({ id, reference }) => (by === undefined ? id : reference) === wanted);
      return { status: 200, body: { ...found } };
    }
    if (call.method === 'GET' && kind === 'payment') return { status: 200, body: pageAfter(call.query.get('after')) };
    throw new Refusal(405, 'no_such_method');
  }

  /**
   * @param {string | null} after
   * @returns {Body}
   */
  function pageAfter(after) {
    const newestFirst = all('payment').reverse();
    const start = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
    const items = newestFirst.slice(start, start + PAGE_SIZE);
    return { items, next: start + PAGE_SIZE < newestFirst.length ? items.at(-1)?.id : null };
  }

  // FILL IN webhooks: what the gateway sends, and how it signs.
  /**
   * @param {Kind} kind
   * @param {AcmeObject} object
   */
  function announce(kind, object) {
    const type = `${kind}.${object.status}`;
    const body = JSON.stringify({ id: `evt_${randomUUID()}`, type, live: false, data: object });
    deliveries.push({ body, headers: signatureHeaders(body, webhookSecret, new Date()) });
  }

  /** @param {string} id */
  function objectNamed(id) {
    const found = objects.find(({ object }) => object.id === id);
    if (found === undefined) throw new Error(`There is no "${id}".`);
    return found;
  }

  // FILL IN statuses: the words after which money has moved.
  /**
   * @param {string} id
   * @param {string} status
   */
  function settle(id, status) {
    const { kind, object } = objectNamed(id);
    const moves = (kind === 'payout' && status === 'arrived') || (kind === 'refund' && status === 'done');
    if (moves && object.status === 'queued') transfers.push({ kind, ...toDecimal(object.amount) });
    object.status = status;
    announce(kind, object);
  }

  const server = await startFaultyServer({
    answer(call) {
      try {
        return route(call);
      } catch (error) {
        if (error instanceof Refusal) return refusal(error.status, error.code);
        throw error;
      }
    },
    refusal,
    aboutAnother: ({ body, status }) => ({ status, body: { ...body, id: 'other_1', reference: 'other-1' } }),
  });

  return {
    baseUrl: server.baseUrl,
    control: {
      async pay(id, { amount } = {}) {
        const { kind, object } = objectNamed(id);
        const { received } = object;
        if (received === undefined) throw new Error(`"${id}" is not to be paid.`);
        const arrived = {
          ...object.amount,
          value: amount === undefined ? object.amount.value : toUnits(amount, object),
        };
        received.value += arrived.value;
        transfers.push({ kind, ...toDecimal(arrived) });
        const missing = object.amount.value - received.value;
        object.status = missing === 0 ? 'paid' : missing > 0 ? 'part_paid' : 'overpaid';
        announce(kind, object);
      },
      async settle(id, status) {
        settle(id, status);
      },
      async finish() {
        for (const { id, status } of all('payout')) if (status === 'queued') settle(id, 'arrived');
      },
      idle: async () => undefined,
      now: () => new Date(),
      fault: (fault) => {
        server.fault(fault);
      },
      clearFaults: () => {
        server.clearFaults();
      },
      payments: () => structuredClone(all('payment')),
      payouts: () => structuredClone(all('payout')),
      deliveries: () => [...deliveries],
      transfers: () => [...transfers],
      requests: () => server.requests(),
    },
    close: () => server.close(),
  };
}

/**
 * The header that vouches for a webhook's body.
 *
 * @param {string} body
 * @param {string} secret
 * @param {Date} at
 * @returns {Readonly<Record<string, string>>}
 */
export function signatureHeaders(body, secret, at) {
  // FILL IN webhooks: what is signed, with which digest, and how it is written.
  const signedAt = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex');
  return { 'acme-signature': `t=${signedAt},v1=${signature}` };
}

// FILL IN refusals: how the gateway says no.
/**
 * @param {number} status
 * @param {string} code
 * @returns {Answer}
 */
function refusal(status, code) {
  return { status, body: { error: { code, message: `The request was refused: ${code}.` } } };
}

/**
 * @param {string | undefined} kind
 * @returns {kind is Kind}
 */
function isKind(kind) {
  return kind === 'payment' || kind === 'refund' || kind === 'payout';
}

/**
 * @param {string} text
 * @returns {Body}
 */
function parseObject(text) {
  try {
    /** @type {unknown} */
    const body = JSON.parse(text);
    // What is no record has no fields, and is refused for that.
    if (typeof body === 'object' && body !== null) return /** @type {Body} */ (body);
  } catch {
    // Said below, as for every other body that is no object.
  }
  throw new Refusal(400, 'bad_body');
}

// FILL IN amounts: how the gateway reads and keeps money.
/**
 * @param {unknown} amount
 * @returns {Amount}
 */
function readAmount(amount) {
  const { currency, value } = /** @type {Body} */ (typeof amount === 'object' && amount !== null ? amount : {});
  if (typeof currency !== 'string' || DECIMALS[currency] === undefined) throw new Refusal(422, 'bad_currency');
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) throw new Refusal(422, 'bad_amount');
  return { value, currency };
}

/**
 * @param {string} amount
 * @param {AcmeObject} object
 */
function toUnits(amount, { amount: { currency } }) {
  const [whole = '', fraction = ''] = amount.split('.');
  return Number(whole + fraction.padEnd(DECIMALS[currency] ?? 0, '0'));
}

/**
 * @param {Amount} money
 * @returns {Pick<GatewayTransfer, 'amount' | 'currency'>}
 */
function toDecimal({ currency, value }) {
  const decimals = DECIMALS[currency] ?? 0;
  const digits = String(value).padStart(decimals + 1, '0');
  const amount = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return { amount, currency };
}
