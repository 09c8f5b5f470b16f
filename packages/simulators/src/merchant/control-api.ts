import { Hono } from 'hono';
import { readCall, type CallBody } from '../control/call-body.js';
import type { Fault } from '../control/fault.js';
import type { Merchant } from './merchant.js';
import type { BrandExtension } from './brand-extension.js';
import type { ForbiddenCalls, MerchantControl } from './merchant-control.js';

/**
 * The control interface over HTTP, for other processes and for the pages:
 * `GET /_simulator/<list>` and `POST /_simulator/<call>` with a JSON object.
 * An answer is JSON; a call that cannot be done is 400 with `error`.
 */
export function controlApi(merchant: Merchant, extension: BrandExtension<MerchantControl>): Hono {
  const { control } = extension;
  const api = new Hono();
  const lists: Readonly<Record<string, () => unknown>> = {
    invoices: () => control.invoices(),
    payouts: () => control.payouts(),
    wallets: () => control.wallets(),
    recurrences: () => control.recurrences(),
    balances: () => control.balances(),
    deliveries: () => control.deliveries(),
    transfers: () => control.transfers(),
    requests: () =>
      control
        .requests()
        .map(({ body, ...request }) => ({ ...request, bodyBase64: Buffer.from(body).toString('base64') })),
  };
  for (const [name, list] of Object.entries(lists)) api.get(`/${name}`, () => Response.json(list()));
  api.get('/state', () =>
    Response.json({
      provider: merchant.brand.name,
      clock: merchant.clock.kind,
      now: control.now(),
      ...Object.fromEntries(
        ['invoices', 'payouts', 'wallets', 'recurrences', 'balances'].map((name) => [name, lists[name]?.()]),
      ),
    }),
  );

  const calls: Readonly<Record<string, (body: CallBody) => unknown>> = {
    pay: (body) => control.pay(body.text('id'), body.fields),
    expire: (body) => control.expire(body.text('id')),
    settle: (body) => control.settle(body.text('id'), body.text('status'), body.fields),
    'refund-outcome': (body) =>
      control.refundOutcome(body.text('id'), body.oneOf('outcome', ['refund_paid', 'refund_fail'])),
    'advance-payout': (body) =>
      control.advancePayout(
        body.text('id'),
        body.has('outcome') ? body.oneOf<'paid' | 'fail'>('outcome', ['paid', 'fail']) : undefined,
      ),
    deposit: (body) => control.deposit(body.text('id'), body.text('amount'), body.fields),
    charge: (body) => control.charge(body.text('id')),
    fault: (body) => {
      control.fault({ ...body.fields, kind: body.text('kind') } as Fault);
    },
    'clear-faults': () => {
      control.clearFaults();
    },
    forbid: (body) => {
      control.forbid(body.oneOf<ForbiddenCalls>('calls', ['payments', 'payouts', 'transfers']), body.flag('forbidden'));
    },
    'forge-webhook': (body) => control.forgeWebhook({ ...body.fields, about: body.text('about') }),
    redeliver: (body) => control.redeliver(body.number('delivery')),
    advance: (body) => control.advance(body.number('ms')),
    idle: () => control.idle(),
    ...extension.calls,
  };
  for (const [name, run] of Object.entries(calls)) {
    api.post(`/${name}`, async (context) => {
      const result = await run(await readCall(context.req.raw));
      return Response.json(result ?? {});
    });
  }

  api.all('*', (context) => context.json({ error: 'There is no such call.' }, 404));
  api.onError((error, context) => context.json({ error: error.message }, 400));
  return api;
}
