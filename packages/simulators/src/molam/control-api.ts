import { Hono } from 'hono';
import { readCall, type CallBody } from '../control/call-body.js';
import type { Fault } from '../control/fault.js';
import type { Molam } from './molam.js';
import type { MolamControl } from './molam-control.js';
import { WEBHOOK_SIGNINGS } from './webhook/sign.js';

/**
 * The control interface over HTTP, for other processes and for the pages:
 * `GET /_simulator/<list>` and `POST /_simulator/<call>` with a JSON object.
 * An answer is JSON; a call that cannot be done is 400 with `error`.
 */
export function controlApi(molam: Molam, control: MolamControl): Hono {
  const api = new Hono();
  const lists: Readonly<Record<string, () => unknown>> = {
    intents: () => control.intents(),
    refunds: () => control.refunds(),
    payouts: () => control.payouts(),
    endpoints: () => control.endpoints(),
    deliveries: () => control.deliveries(),
    'dead-letters': () => control.deadLetters(),
    transfers: () => control.transfers(),
    requests: () =>
      control
        .requests()
        .map(({ body, ...request }) => ({ ...request, bodyBase64: Buffer.from(body).toString('base64') })),
  };
  for (const [name, list] of Object.entries(lists)) api.get(`/${name}`, () => Response.json(list()));
  api.get('/state', () =>
    Response.json({
      provider: 'Molam',
      clock: molam.clock.kind,
      now: control.now(),
      ...Object.fromEntries(['intents', 'refunds', 'payouts', 'endpoints'].map((name) => [name, lists[name]?.()])),
    }),
  );

  const textIn = (body: CallBody, name: string): string | undefined => (body.has(name) ? body.text(name) : undefined);
  const calls: Readonly<Record<string, (body: CallBody) => unknown>> = {
    pay: (body) => control.pay(body.text('id'), { ...body.fields, amount: textIn(body, 'amount') }),
    'complete-action': (body) => control.completeAction(body.text('id')),
    'fail-action': (body) => control.failAction(body.text('id')),
    settle: (body) => control.settle(body.text('id'), body.text('status')),
    approve: (body) => control.approve(body.text('id')),
    reject: (body) => control.reject(body.text('id')),
    'fail-bank': (body) => {
      control.failBank(body.number('times'));
    },
    fault: (body) => {
      control.fault({ ...body.fields, kind: body.text('kind') } as Fault);
    },
    'clear-faults': () => {
      control.clearFaults();
    },
    hold: () => {
      control.hold();
    },
    release: () => {
      control.release();
    },
    'register-endpoint': (body) => control.registerEndpoint({ ...body.fields, url: body.text('url') }),
    'set-endpoint': (body) =>
      control.setEndpoint(body.text('endpoint'), body.oneOf('status', ['active', 'paused', 'disabled'] as const)),
    rotate: (body) =>
      control.rotate(textIn(body, 'endpoint'), { kid: textIn(body, 'kid'), secret: textIn(body, 'secret') }),
    revoke: (body) => control.revoke(body.text('kid'), textIn(body, 'endpoint')),
    'sign-webhooks': (body) => {
      control.signWebhooks(body.oneOf('signing', WEBHOOK_SIGNINGS));
    },
    'test-webhook': (body) => control.testWebhook(textIn(body, 'endpoint')),
    'forge-webhook': (body) => control.forgeWebhook({ ...body.fields, about: body.text('about') }),
    redeliver: (body) => control.redeliver(body.number('delivery')),
    requeue: (body) => control.requeue(body.number('delivery')),
    advance: (body) => control.advance(body.number('ms')),
    idle: () => control.idle(),
    reset: () => control.reset(),
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
