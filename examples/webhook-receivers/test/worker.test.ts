import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { signBody } from '@paymux/merchant-sign/testing';
import { signMolamWebhook } from '@paymux/molam/testing';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WorkerEnvironment } from '../src/worker.js';

const ENVIRONMENT: WorkerEnvironment = {
  ORIGIN: 'https://origin.example',
  SHOP_PAYMENT_KEY: 'payment-key',
  CARDS_WEBHOOK_SECRET: 'whsec_cards',
};
/** What workers have, and nothing of Node.js: no `process`, no `Buffer`, no way to load a module. */
const WEB_STANDARD = { crypto, Headers, Request, Response, TextDecoder, TextEncoder, URL };

type Fetch = (request: Request, environment: WorkerEnvironment) => Promise<Response>;

let receive: Fetch;
const forwarded: { readonly url: string; readonly body: string }[] = [];

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'neutral',
    format: 'iife',
    globalName: 'worker',
  });
  const fetch = async (url: URL, { body }: { readonly body: Uint8Array }) => {
    forwarded.push({ url: String(url), body: new TextDecoder().decode(body) });
    return new Response(null, { status: 200 });
  };
  const code = `${outputFiles[0]?.text ?? ''}; worker.default.fetch`;
  receive = runInContext(code, createContext({ ...WEB_STANDARD, fetch })) as Fetch;
});

function post(path: string, body: Uint8Array, headers: Headers = new Headers()): Promise<Response> {
  const url = `https://edge.example${path}`;
  return receive(new Request(url, { method: 'POST', body: Uint8Array.from(body), headers }), ENVIRONMENT);
}

describe('the worker, in a runtime that has nothing of Node.js', () => {
  test('hands genuine deliveries of both schemes on, byte for byte', async () => {
    const shop = signBody({ type: 'payment', uuid: 'u-1', status: 'paid' }, 'payment-key');
    const cards = signMolamWebhook({ body: { id: 'evt_1', type: 'payment_intent.succeeded' }, secret: 'whsec_cards' });
    forwarded.length = 0;

    expect((await post('/webhooks/shop', shop)).status).toBe(200);
    expect((await post('/webhooks/cards', cards.body, cards.headers)).status).toBe(200);
    expect(forwarded).toEqual([
      { url: 'https://origin.example/webhooks/shop', body: Buffer.from(shop).toString() },
      { url: 'https://origin.example/webhooks/cards', body: Buffer.from(cards.body).toString() },
    ]);
  });

  test('refuses what was signed with another key or altered, and hands none of it on', async () => {
    const shop = signBody({ type: 'payment', uuid: 'u-1', status: 'paid' }, 'guessed');
    const cards = signMolamWebhook({ body: { id: 'evt_1' }, secret: 'whsec_cards' });
    forwarded.length = 0;

    expect((await post('/webhooks/shop', shop)).status).toBe(401);
    expect((await post('/webhooks/cards', Buffer.from('{"id":"evt_2"}'), cards.headers)).status).toBe(401);
    expect((await post('/webhooks/cards', cards.body)).status).toBe(401);
    expect((await post('/webhooks/others', cards.body, cards.headers)).status).toBe(401);
    expect(forwarded).toEqual([]);
  });
});
