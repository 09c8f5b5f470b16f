import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { startHeleketSimulator, type HeleketSimulator, type HeleketSimulatorOptions } from '../src/index.js';
import { answerOf, signatureOf, type Answer, type MerchantClient, type Members } from './merchant-client.js';

/** Calls a simulator as programs of both kinds do: those that sign, and those that send their key. */
export interface HeleketClient extends Omit<MerchantClient, 'simulator'> {
  readonly simulator: HeleketSimulator;
  /** Calls the api-key interface; posts when there is a body to send. */
  api(path: string, body?: object | string, headers?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
}

/** Starts a simulator on a virtual clock, stopped when the test is over. */
export async function heleketSimulated(options: HeleketSimulatorOptions = {}): Promise<HeleketClient> {
  const simulator = await startHeleketSimulator({ clock: 'virtual', ...options });
  onTestFinished(() => simulator.close());
  const post: HeleketClient['post'] = async (path, body, key, headers) =>
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
    async api(path, body, headers = {}) {
      const all: Readonly<Record<string, string | undefined>> = {
        'x-merchant-id': simulator.merchantId,
        'x-api-key': simulator.apiKey,
        'content-type': 'application/json',
        ...headers,
      };
      return answerOf(
        await fetch(simulator.baseUrl + path, {
          method: body === undefined ? 'GET' : 'POST',
          redirect: 'manual',
          headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      );
    },
  };
}

export const API_PAYOUTS = '/api/v1/payouts';

/** The members of an answer without an envelope. */
export function membersOf({ body }: Answer): Members {
  return (body ?? {}) as Members;
}

/** HMAC-SHA256 as the header `X-Heleket-Signature` carries it. */
export function hmacOf(body: string, secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(Buffer.from(body, 'utf8')).digest('hex');
}

/** The merchant's balance in a currency. */
export function balanceOf({ simulator }: Pick<HeleketClient, 'simulator'>, currency: string): string | undefined {
  return simulator.control.balances().find((row) => row.currency === currency)?.merchant;
}
