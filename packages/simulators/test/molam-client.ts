import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { startMolamSimulator, type MolamSimulator, type MolamSimulatorOptions } from '../src/index.js';
import type { Members, Receiver } from './merchant-client.js';

/** An answer of the provider's interface. */
export interface MolamAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The members of the body; none when it is not a JSON object. */
  readonly body: Members;
}

/** Calls a simulator the way a merchant's program does. */
export interface MolamClient {
  readonly simulator: MolamSimulator;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<MolamAnswer>;
  /** Posts JSON, under an idempotency key if one is named. */
  post(path: string, fields?: object, idempotencyKey?: string): Promise<MolamAnswer>;
  /** Sends exactly this. */
  send(path: string, init: RequestInit): Promise<MolamAnswer>;
  delete(path: string): Promise<MolamAnswer>;
}

export const INTENTS = '/v1/connect/payment_intents';
export const CHARGES = '/v1/connect/charges';
export const REFUNDS = '/v1/connect/refunds';
export const PAYOUTS = '/v1/treasury/payouts';
export const ENDPOINTS = '/v1/webhooks/endpoints';

/** 42 euros, captured when they are confirmed. */
export const INTENT = {
  amount: 4200,
  currency: 'EUR',
  locale: 'en',
  capture: true,
  metadata: { reference: 'order-1' },
};

/** 250.75 euros to a bank account. */
export const PAYOUT = {
  origin_module: 'connect',
  origin_entity_id: 'merch_1',
  amount: 250.75,
  currency: 'EUR',
  beneficiary: { type: 'bank_account', bank_code: '30004', account_number: '00012345678', account_holder: 'A. Diop' },
  metadata: { reference: 'payout-1' },
};

/** Starts a simulator on a virtual clock, stopped when the test is over. */
export async function molamSimulated(options: MolamSimulatorOptions = {}): Promise<MolamClient> {
  const simulator = await startMolamSimulator({ clock: 'virtual', ...options });
  onTestFinished(() => simulator.close());
  const send: MolamClient['send'] = async (path, init) => {
    const response = await fetch(simulator.baseUrl + path, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json' && text !== '';
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as Members) : {},
    };
  };
  const authorization = `Bearer ${simulator.apiKey}`;
  return {
    simulator,
    send,
    get: (path, headers) => send(path, { headers: { authorization, 'content-type': 'application/json', ...headers } }),
    post: (path, fields = {}, idempotencyKey) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(fields),
        headers: {
          authorization,
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
      }),
    delete: (path) => send(path, { method: 'DELETE', headers: { authorization, 'content-type': 'application/json' } }),
  };
}

/** A payment intent that has been confirmed and captured. */
export async function paid(client: MolamClient, fields: object = INTENT): Promise<Members> {
  const { body } = await client.post(INTENTS, fields);
  return (await client.post(`${INTENTS}/${idOf(body)}/confirm`)).body;
}

export function idOf(body: Members): string {
  return String(body['id']);
}

/** The error of an answer: its code, and whatever else it says. */
export function errorOf({ body }: MolamAnswer): Members {
  return (body['error'] ?? {}) as Members;
}

/** Items of a list answer. */
export function itemsOf({ body }: MolamAnswer): readonly Members[] {
  return (body['data'] ?? []) as readonly Members[];
}

/** HMAC-SHA256 over time and body, as the contract describes it, written without the simulator's help. */
export function digestOf(secret: string, t: string, body: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8'))
    .update(Buffer.from(`${t}.${body}`, 'utf8'))
    .digest('hex');
}

/** The elements of a received signature header, in order. */
export function signatureOf(request: Receiver['requests'][number] | undefined): readonly (readonly [string, string])[] {
  const header = String(request?.headers['molam-signature'] ?? '');
  return header.split(',').map((element) => {
    const at = element.indexOf('=');
    return [element.slice(0, at), element.slice(at + 1)] as const;
  });
}
