import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { INVOICE, PAYOUT, receiver, simulated, type MerchantClient } from './merchant-client.js';

async function page({ simulator }: MerchantClient, path: string): Promise<string> {
  const answer = await fetch(simulator.baseUrl + path);
  expect(answer.status).toBe(200);
  return answer.text();
}

async function control({ simulator }: MerchantClient, call: string, body: object = {}): Promise<Response> {
  return fetch(`${simulator.baseUrl}/_simulator/${call}`, { method: 'POST', body: JSON.stringify(body) });
}

describe('the page of the account', () => {
  test('shows everything with its buttons, and only the changing part when asked', async () => {
    const client = await simulated();
    const { url } = await receiver();
    await client.payment('/v1/payment', { ...INVOICE, url_callback: url });
    await client.payout('/v1/payout', PAYOUT);
    await client.payment('/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'wallet-1' });
    await client.payment('/v1/recurrence/create', { amount: '5', currency: 'USD', name: 'Plan', period: 'weekly' });
    const whole = await page(client, '/');
    for (const text of [
      'order-1',
      'payout-1',
      'wallet-1',
      'Plan',
      '>Pay<',
      '>Pay half<',
      '>Confirm<',
      '>Deposit 10<',
      '>Accept<',
    ]) {
      expect(whole).toContain(text);
    }
    expect(whole).toContain('+ 1 hour');
    expect(whole).toMatch(/No real money moves here\. [^<]*\d USDT · [^<]*[A-Z]<\/p>/);
    await client.simulator.control.pay('order-1');
    const part = await page(client, '/?part=1');
    expect(part).not.toContain('<html');
    expect(part).toContain('answered 200');
    expect(part).toContain('Money that moved (1)');
    expect(part).not.toContain('>Pay<');
  });

  test('loads nothing from elsewhere and runs no script but its own', async () => {
    const client = await simulated();
    const answer = await fetch(`${client.simulator.baseUrl}/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const text = await answer.text();
    const nonce = /<script nonce="([^"]+)">/.exec(text)?.[1] ?? 'none';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'nonce-${nonce}'`);
    expect(text).not.toMatch(/(src|href)="(?!data:)/);
  });

  test('shows hostile text as text', async () => {
    const client = await simulated();
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
    await client.payout('/v1/payout', { ...PAYOUT, address: hostile });
    await client.payment('/v1/recurrence/create', { amount: '5', currency: 'USD', name: hostile, period: 'weekly' });
    await client.payment('/v1/payment', { ...INVOICE, url_callback: `http://127.0.0.1:1/?q=${hostile}` });
    await client.simulator.control.settle('order-1', hostile);
    const [invoice] = client.simulator.control.invoices();
    const [recurrence] = client.simulator.control.recurrences();
    const pages = ['/', `/pay/${invoice?.uuid ?? ''}`, `/recurring/${recurrence?.uuid ?? ''}`];
    for (const path of pages) {
      const text = await page(client, path);
      expect(text).toContain('&lt;script&gt;alert(1)');
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<img src=x');
    }
  });
});

describe('the pages behind the url of an object', () => {
  test('let a payer pay an invoice in a currency of choice', async () => {
    const client = await simulated();
    const { result } = await client.payment('/v1/payment', { amount: '64', currency: 'USD', order_id: 'order-1' });
    const path = new URL(String(result['url'])).pathname;
    const open = await page(client, path);
    expect(open).toContain('64.00 USD');
    const choice = '{&quot;currency&quot;:&quot;BTC&quot;,&quot;network&quot;:&quot;btc&quot;}';
    expect(open).toContain(`<option value="${choice}">BTC on btc</option>`);
    expect((await control(client, 'pay', { id: result['uuid'], currency: 'BTC', network: 'btc' })).status).toBe(200);
    expect(await page(client, path)).toContain('<span class="status good">paid</span>');
  });

  test('show an address to pay to once it is known', async () => {
    const client = await simulated();
    const { result } = await client.payment('/v1/payment', INVOICE);
    const text = await page(client, new URL(String(result['url'])).pathname);
    expect(text).toContain(String(result['address']));
    expect(text).toContain('src="data:image/png;base64,');
    expect(text).toContain('data-call="pay"');
  });

  test('let a payer top up a wallet and accept a plan', async () => {
    const client = await simulated();
    const wallet = await client.payment('/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'wallet-1' });
    const plan = await client.payment('/v1/recurrence/create', {
      amount: '5',
      currency: 'USD',
      name: 'Plan',
      period: 'weekly',
    });
    expect(await page(client, new URL(String(wallet.result['url'])).pathname)).toContain('data-call="deposit"');
    expect(await page(client, new URL(String(plan.result['url'])).pathname)).toContain('>Accept<');
  });

  test.each(['/pay/none', '/wallet/none', '/recurring/none', '/nowhere'])('are not there at %s', async (path) => {
    const { simulator } = await simulated();
    expect((await fetch(simulator.baseUrl + path)).status).toBe(404);
  });
});

describe('the control interface over HTTP', () => {
  test('does what the control does', async () => {
    const client = await simulated();
    const { url } = await receiver();
    await client.payment('/v1/payment', { ...INVOICE, url_callback: url });
    await client.payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    await client.payout('/v1/payout', { ...PAYOUT, url_callback: url });
    await client.payment('/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'wallet-1' });
    await client.payment('/v1/recurrence/create', {
      amount: '5',
      currency: 'USD',
      name: 'Plan',
      period: 'weekly',
      order_id: 'plan-1',
    });

    expect(await (await control(client, 'pay', { id: 'order-1', amount: '20' })).json()).toMatchObject({
      status: 'paid_over',
    });
    await client.payment('/v1/payment/refund', { order_id: 'order-1', address: 'TX', is_subtract: true });
    const calls: readonly (readonly [string, object, object])[] = [
      ['refund-outcome', { id: 'order-1', outcome: 'refund_fail' }, { status: 'refund_fail' }],
      ['expire', { id: 'order-2' }, { status: 'cancel' }],
      ['advance-payout', { id: 'payout-1' }, { status: 'check' }],
      ['advance-payout', { id: 'payout-1', outcome: 'fail' }, { status: 'fail' }],
      ['deposit', { id: 'wallet-1', amount: '3' }, { kind: 'deposit' }],
      ['settle', { id: 'plan-1', status: 'active' }, {}],
      ['charge', { id: 'plan-1' }, { kind: 'charge' }],
      ['forge-webhook', { about: 'payout-1' }, { nature: 'forged' }],
      ['redeliver', { delivery: 1 }, { state: 'delivered' }],
      ['fault', { kind: 'server-error', times: 5 }, {}],
      ['clear-faults', {}, {}],
      ['forbid', { calls: 'transfers' }, {}],
      ['forbid', { calls: 'transfers', forbidden: false }, {}],
      ['advance', { ms: 1_000 }, {}],
      ['idle', {}, {}],
    ];
    for (const [call, body, expected] of calls) {
      const answer = await control(client, call, body);
      expect([call, answer.status]).toEqual([call, 200]);
      expect(await answer.json()).toMatchObject(expected);
    }
    expect(await (await fetch(`${client.simulator.baseUrl}/_simulator/state`)).json()).toMatchObject({
      provider: 'Cryptomus',
      clock: 'virtual',
      now: '2026-01-01T00:00:01.000Z',
      payouts: [{ orderId: 'payout-1', status: 'fail' }],
    });
  });

  test('lists what the control lists', async () => {
    const client = await simulated();
    await client.payment('/v1/payment', INVOICE);
    await client.simulator.control.pay('order-1');
    for (const name of [
      'invoices',
      'payouts',
      'wallets',
      'recurrences',
      'balances',
      'deliveries',
      'transfers',
    ] as const) {
      const answer = await fetch(`${client.simulator.baseUrl}/_simulator/${name}`);
      expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(client.simulator.control[name]())));
    }
    const requests = await (await fetch(`${client.simulator.baseUrl}/_simulator/requests`)).json();
    expect(requests).toMatchObject([
      { path: '/v1/payment', bodyBase64: Buffer.from(JSON.stringify(INVOICE)).toString('base64') },
    ]);
  });

  test.each<[string, string, number, RegExp]>([
    ['pay', '{"id":"none"}', 400, /no invoice/],
    ['pay', '{}', 400, /"id" is needed/],
    ['pay', 'not json', 400, /JSON object/],
    ['refund-outcome', '{"id":"x","outcome":"maybe"}', 400, /one of/],
    ['advance', '{"ms":"1"}', 400, /number/],
    ['fault', '{"kind":"gremlins"}', 400, /no fault/],
    ['unknown', '{}', 404, /no such call/],
  ])('refuses %s with %s', async (call, body, status, error) => {
    const { simulator } = await simulated();
    const answer = await fetch(`${simulator.baseUrl}/_simulator/${call}`, { method: 'POST', body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(error) });
  });

  test('refuses other sites and other names, and so do the pages', async () => {
    const client = await simulated();
    await client.payment('/v1/payment', INVOICE);
    const { hostname, port } = new URL(client.simulator.baseUrl);
    const statusOf = (path: string, method: string, headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path, method, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end(method === 'POST' ? '{"id":"order-1"}' : undefined);
      });
    expect(await statusOf('/_simulator/pay', 'POST', { host: `evil.example:${port}` })).toBe(403);
    expect(
      await statusOf('/_simulator/pay', 'POST', { host: `localhost:${port}`, origin: 'https://evil.example' }),
    ).toBe(403);
    expect(
      await statusOf('/_simulator/pay', 'POST', { host: `localhost:${port}`, 'sec-fetch-site': 'cross-site' }),
    ).toBe(403);
    expect(await statusOf('/', 'GET', { host: 'evil.example' })).toBe(403);
    expect(client.simulator.control.invoices()).toMatchObject([{ status: 'check' }]);
    expect(
      await statusOf('/_simulator/pay', 'POST', { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
    ).toBe(200);
  });
});
