import { KyHttpClient, UndiciHttpClient, type HttpClient } from '@paymux/core';
import { createCryptomus } from '@paymux/cryptomus';
import { PAYMENT_REQUEST, WIRE_BODY, WIRE_HEADERS } from './sample-exchange.js';

/** A client that makes the call of the comparison. */
export interface OutboundClient {
  readonly name: string;
  /** Makes one call and reads its answer. */
  call(): Promise<unknown>;
  close?(): unknown;
}

/** An account of Cryptomus: checks, signature, repeats, telemetry, schema and normalisation. */
export function paymuxOn(transport: 'undici' | 'ky', port: number): OutboundClient {
  const httpClient: HttpClient = transport === 'undici' ? new UndiciHttpClient() : new KyHttpClient();
  const provider = createCryptomus(
    {
      merchantId: WIRE_HEADERS['merchant'] ?? '',
      paymentApiKey: 'a key that signs payments',
      baseUrl: `http://127.0.0.1:${String(port)}`,
    },
    { httpClient },
  );
  return {
    name: `Paymux on ${transport}`,
    call: () => provider.payments.createPayment(PAYMENT_REQUEST),
    close: () => httpClient.close?.(),
  };
}

export async function undiciRequest(port: number): Promise<OutboundClient> {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent();
  const url = paymentUrl(port);
  return {
    name: 'undici.request, bare',
    call: async () => {
      const { body } = await request(url, { method: 'POST', headers: WIRE_HEADERS, body: WIRE_BODY, dispatcher });
      return body.json();
    },
    close: () => dispatcher.close(),
  };
}

export function bareFetch(port: number): OutboundClient {
  const url = paymentUrl(port);
  return {
    name: 'fetch, bare',
    call: async () => (await fetch(url, { method: 'POST', headers: WIRE_HEADERS, body: WIRE_BODY })).json(),
  };
}

/** ky as our transport sets it, with a signal for each call, as a deadline needs one. */
export async function bareKy(port: number): Promise<OutboundClient> {
  const { default: ky } = await import('ky');
  const client = ky.create({ retry: 0, throwHttpErrors: false, redirect: 'manual', timeout: false });
  const url = paymentUrl(port);
  return {
    name: 'ky, bare',
    call: async () => {
      const { signal } = new AbortController();
      const response = await client(url, { method: 'POST', headers: WIRE_HEADERS, body: WIRE_BODY, signal });
      return response.json();
    },
  };
}

export async function stripeNode(port: number): Promise<OutboundClient> {
  const { default: Stripe } = await import('stripe');
  const options = { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 } as const;
  const stripe = new Stripe('sk_test_of_nobody', options);
  const { metadata, reference } = PAYMENT_REQUEST;
  return {
    name: 'stripe-node, without telemetry',
    call: () =>
      stripe.paymentIntents.create({
        amount: 12_550,
        currency: 'usd',
        description: 'Order 000042',
        metadata: { ...metadata, reference },
      }),
  };
}

export async function axiosClient(port: number): Promise<OutboundClient> {
  const { default: axios } = await import('axios');
  const { Agent } = await import('node:http');
  const httpAgent = new Agent({ keepAlive: true });
  const url = paymentUrl(port);
  return {
    name: 'axios, keep-alive',
    call: async () => {
      const { data } = await axios.post<unknown>(url, WIRE_BODY, { headers: { ...WIRE_HEADERS }, httpAgent });
      return data;
    },
    close: () => httpAgent.destroy(),
  };
}

export async function gotClient(port: number): Promise<OutboundClient> {
  const { default: got } = await import('got');
  const { Agent } = await import('node:http');
  const http = new Agent({ keepAlive: true });
  const url = paymentUrl(port);
  return {
    name: 'got, keep-alive, no retry',
    call: () =>
      got.post(url, { headers: { ...WIRE_HEADERS }, body: WIRE_BODY, agent: { http }, retry: { limit: 0 } }).json(),
    close: () => http.destroy(),
  };
}

function paymentUrl(port: number): string {
  return `http://127.0.0.1:${String(port)}/v1/payment`;
}
