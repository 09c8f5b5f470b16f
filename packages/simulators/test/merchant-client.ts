import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startCryptomusSimulator, type CryptomusSimulator, type CryptomusSimulatorOptions } from '../src/index.js';

/** An answer of the provider's interface. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The JSON that was answered; `undefined` for anything else. */
  readonly body: unknown;
  /** The members of `result`, when it is an object. */
  readonly result: Members;
}

/** A JSON object of any shape. */
export type Members = Readonly<Record<string, unknown>>;

/** Calls a simulator the way a merchant's program does. */
export interface MerchantClient {
  readonly simulator: CryptomusSimulator;
  /** Signs with the payment key and posts JSON. */
  payment(path: string, fields?: object): Promise<Answer>;
  /** Signs with the payout key and posts JSON. */
  payout(path: string, fields?: object): Promise<Answer>;
  /** Signs and posts exactly this body. */
  post(path: string, body: string, key: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** Starts a simulator on a virtual clock, stopped when the test is over. */
export async function simulated(options: CryptomusSimulatorOptions = {}): Promise<MerchantClient> {
  const simulator = await startCryptomusSimulator({ clock: 'virtual', ...options });
  onTestFinished(() => simulator.close());
  const post: MerchantClient['post'] = async (path, body, key, headers) =>
    answerOf(
      await fetch(simulator.baseUrl + path, {
        method: 'POST',
        redirect: 'manual',
        body,
        headers: {
          merchant: simulator.merchantId,
          sign: signatureOf(body, key),
          'content-type': 'application/json',
          ...headers,
        },
      }),
    );
  return {
    simulator,
    post,
    payment: (path, fields = {}) => post(path, JSON.stringify(fields), simulator.paymentKey),
    payout: (path, fields = {}) => post(path, JSON.stringify(fields), simulator.payoutKey),
  };
}

/** The signature as the documentation describes it. */
export function signatureOf(body: string, key: string): string {
  return createHash('md5')
    .update(Buffer.from(body, 'utf8').toString('base64') + key)
    .digest('hex');
}

/** Reads an answer, JSON or not. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json') && text !== '';
  const body = isJson ? (JSON.parse(text) as unknown) : undefined;
  const { result = {} } = (body ?? {}) as { readonly result?: Members };
  return { status: response.status, text, body, result };
}

/** A merchant's webhook endpoint. */
export interface Receiver {
  readonly url: string;
  /** The bodies that came in, as text. */
  bodies(): readonly string[];
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
  /** What came in, parsed. */
  received(): readonly Members[];
}

/**
 * Listens for webhooks until the test is over.
 *
 * @param answer - Answers the n-th request, counted from 0. 200 by default.
 */
export async function receiver(
  answer: (response: ServerResponse, index: number) => void = (response) => response.end('ok'),
): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response, requests.length - 1);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`,
    requests,
    bodies: () => requests.map(({ body }) => body),
    received: () => requests.map(({ body }) => JSON.parse(body) as Members),
  };
}

/** An invoice that can be paid in one way only: 15 USD as 15 USDT on TRON. */
export const INVOICE = { amount: '15.00', currency: 'USD', order_id: 'order-1', to_currency: 'USDT', network: 'tron' };

/** A payout of 5 USDT on TRON, the fee of 1 USDT on top. */
export const PAYOUT = {
  amount: '5',
  currency: 'USDT',
  network: 'tron',
  order_id: 'payout-1',
  address: 'TKnownReceiver1111111111111111111',
  is_subtract: true,
};

/** An amount as a number of hundred-millionths, for sums in tests. */
export function units(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(8, '0'));
}
