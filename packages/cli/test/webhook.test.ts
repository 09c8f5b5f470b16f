import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPaymux } from 'paymux';
import { describe, expect, test, vi } from 'vitest';
import { runIn } from './command-world.js';
import { simulatedShop } from './simulated-shop.js';

const EVENT = JSON.stringify({
  id: 'evt_1',
  type: 'payout.paid',
  created: '2026-03-01T00:00:00.000Z',
  livemode: false,
  data: { id: 'po_1', reference_code: 'rent', amount: 10, currency: 'USD', status: 'settled' },
});
const PAID = JSON.stringify({
  type: 'payment',
  uuid: 'u-1',
  order_id: 'order-1',
  amount: '15.00',
  currency: 'USD',
  is_final: true,
  status: 'paid',
  additional_data: 'a/ü',
});

async function shopWithRunner() {
  const shop = await simulatedShop();
  const run = (args: readonly string[], given: Parameters<typeof runIn>[2] = {}) =>
    runIn(shop.folder, args, { environment: shop.environment, ...given });
  return { ...shop, run };
}

describe('paymux webhook sign and verify', () => {
  test('agree about a body of Cryptomus, through a file and through a pipe', async () => {
    const { folder, run } = await shopWithRunner();

    const signed = await run(['webhook', 'sign', '--account', 'main'], { input: PAID });
    expect(signed.code).toBe(0);
    expect(signed.stdout).toMatch(/"additional_data":"a\\\/ü","sign":"[0-9a-f]{32}"\}$/);
    await writeFile(join(folder, 'delivery.json'), signed.stdout);

    for (const given of [{ file: ['--body', 'delivery.json'] }, { file: [], input: signed.stdout }]) {
      const { file, ...input } = given;
      expect(await run(['webhook', 'verify', '--account', 'main', ...file], input)).toEqual({
        code: 0,
        stdout: 'genuine  payment  payment  order-1  succeeded\n',
        stderr: '',
      });
    }
  });

  test('agree about the bytes and the header of Molam', async () => {
    const { run } = await shopWithRunner();
    const body = ` ${EVENT}\n`;

    const headers = await run(['webhook', 'sign', '--account', 'cards', '--headers'], { input: body });
    const header = headers.stdout.split('\n').find((line) => line.startsWith('molam-signature')) ?? '';
    const verify = ['webhook', 'verify', '--account', 'cards', '--header', header];

    const genuine = await run([...verify, '--json'], { input: body });
    expect(JSON.parse(genuine.stdout)).toMatchObject({
      genuine: true,
      events: [{ kind: 'payout', type: 'payout.paid' }],
    });
    const changed = await run(verify, { input: EVENT });
    expect(changed).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^refused {2}signature_mismatch: The bytes/) as string,
    });
    expect((await run([...verify, '--json'], { input: EVENT })).stdout).toBe(
      '{"genuine":false,"reason":"signature_mismatch"}\n',
    );
  });

  test('refuse a stale delivery and a kid that nobody knows, each with its reason', async () => {
    const { run } = await shopWithRunner();
    const signed = async (...options: readonly string[]) => {
      const sign = ['webhook', 'sign', '--account', 'cards', '--headers', ...options];
      const { stdout } = await run(sign, { input: EVENT });
      return stdout.split('\n').find((line) => line.startsWith('molam-signature')) ?? '';
    };
    const reasonOf = async (header: string) =>
      (await run(['webhook', 'verify', '--account', 'cards', '-H', header], { input: EVENT })).stderr.split(':')[0];

    expect(await reasonOf(await signed('--at', '2020-01-01T00:00:00Z'))).toBe('refused  timestamp_out_of_tolerance');
    expect(await reasonOf((await signed()).replace('kid=1', 'kid=9'))).toBe('refused  unknown_kid');
    expect(await run(['webhook', 'sign', '--account', 'cards', '--kid', '9'], { input: EVENT })).toMatchObject({
      code: 2,
    });
  });

  const HMAC = { webhookSignature: 'hmac-sha256', webhookSignatureHeader: 'X-Signature', webhookSecret: 'env:KID_1' };
  const API_KEY = { dialect: 'api-key', merchantId: 'm-1', apiKey: 'env:PAY_KEY', webhookSecret: 'env:KID_1' };
  const CONFIRMED = '{"transaction_id":"t-1","status":"confirmed","amount":"15.00","asset":"USDT"}';

  test.each([
    [
      'Cryptomus with HMAC',
      'cryptomus',
      { merchantId: 'm-1', paymentApiKey: 'env:PAY_KEY', ...HMAC },
      PAID,
      'x-signature',
    ],
    ['Heleket with an API key', 'heleket', API_KEY, CONFIRMED, 'x-heleket-signature'],
  ])('sign the bytes as %s', async (_what, provider, options, body, name) => {
    const { file, run } = await shopWithRunner();
    await writeFile(file, JSON.stringify({ accounts: [{ id: 'main', provider, options }] }));

    const { stderr, stdout } = await run(['webhook', 'sign'], { input: body });
    const header = stderr.split('\n').find((line) => line.startsWith(name)) ?? '';
    expect(stdout).toBe(body);
    expect(await run(['webhook', 'verify', '-H', header], { input: body })).toMatchObject({ code: 0 });
    expect(await run(['webhook', 'verify', '-H', header], { input: `${body} ` })).toMatchObject({ code: 3 });
  });

  test('refuse a body that is no text, a file that is not there, and an account that is none', async () => {
    const { run } = await shopWithRunner();

    expect((await run(['webhook', 'sign'], { input: Uint8Array.of(0xff) })).stderr).toBe('The body is not UTF-8.\n');
    expect((await run(['webhook', 'verify', '--body', 'none.json'])).code).toBe(1);
    expect((await run(['webhook', 'verify', '--account', 'none'], { input: '{}' })).code).toBe(2);
  });
});

describe('paymux webhook send and listen', () => {
  test.each([
    ['main', 'payment', 'payment  payment  order-7  succeeded'],
    ['main', 'payout', 'payout  payout  order-7  confirmed'],
    ['cards', 'payment', 'payment  payment_intent.succeeded  order-7  succeeded'],
    ['cards', 'payout', 'payout  payout.paid  order-7  confirmed'],
  ])('deliver to account %s a sample about a %s, which is told to be genuine', async (account, subject, told) => {
    const { environment, folder, run } = await shopWithRunner();
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    let heard = '';
    const listening = runIn(folder, ['webhook', 'listen', '--json', '--account', account], {
      environment,
      stdout: { write: (text) => (heard += text) },
      untilStopped: () => stopped,
    });
    const { url } = JSON.parse(await vi.waitUntil(() => (heard.includes('\n') ? heard : undefined))) as { url: string };

    const sample = ['webhook', 'send', url, '--account', account, '--subject', subject, '--reference', 'order-7'];
    expect(await run([...sample, '--times', '2'])).toEqual({
      code: 0,
      stdout: 'answered  200\nanswered  200\n',
      stderr: '',
    });
    const forged = await fetch(url, { method: 'POST', body: '{"type":"payment"}' });
    stop();
    await listening;

    expect(forged.status).toBe(401);
    const [, first, , refused] = heard.split('\n');
    const [kind, type, reference, status] = told.split('  ');
    expect(JSON.parse(first ?? '')).toMatchObject({
      account,
      events: [{ kind, type, [kind ?? '']: { reference, status } }],
    });
    expect(JSON.parse(refused ?? '')).toMatchObject({ account, refused: expect.stringMatching(/^missing_/) as string });
  });

  test('say that nobody answers', async () => {
    const { run } = await shopWithRunner();

    const { code, stderr } = await run(['webhook', 'send', 'http://127.0.0.1:1/webhooks/main']);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('Nobody answers at') as string });
  });
});

describe('paymux webhook replay', () => {
  test('has a worker apply a message again that was given up', async () => {
    const { config, environment, folder, run } = await shopWithRunner();
    const store = join(folder, 'paymux-data');
    const system = await openPaymux({ ...(config as object), store, worker: false } as never, { environment });
    const { stdout: body } = await run(['webhook', 'sign', '--account', 'cards', '--json'], { input: EVENT });
    const signed = JSON.parse(body) as { headers: Record<string, string>; body: string };
    const answer = await system.webhooks.handler()(
      new Request('http://shop.example/webhooks/cards', { method: 'POST', headers: signed.headers, body: signed.body }),
    );
    expect(answer.status).toBe(200);
    await system.worker.drain();
    const [message] = await system.store.listInbox({});
    if (message === undefined) throw new Error('Nothing arrived.');
    const dead = { ...message, state: 'dead' as const, attempts: 16, problem: 'store_unavailable' };
    await system.store.commit([{ change: 'inbox_update', message: dead }]);
    await system.close();

    const listed = await run(['webhook', 'list', '--state', 'dead']);
    expect(listed.stdout).toMatch(/dead {3}cards .*payout\.paid .*16 .*store_unavailable/);
    const replayed = await run(['webhook', 'replay', message.key, '--account', 'cards', '--json']);
    expect(JSON.parse(replayed.stdout)).toEqual({ account: 'cards', key: message.key, state: 'waiting' });
    await run(['worker', '--once']);

    const { stdout } = await run(['webhook', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ messages: [{ key: message.key, state: 'done' }] });
    expect(stdout).not.toContain('"event"');
    expect(await run(['webhook', 'replay', 'none', '--account', 'cards'])).toMatchObject({ code: 1 });
  });
});
