import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Clock, type CreateRefundRequest, silentLogger, systemClock, UndiciHttpClient } from '@paymux/core';
import { type PaymentRequest, type PayoutRequest, toRecordText } from '@paymux/orchestration';
import { openStore } from '@paymux/store';
import { openPaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';
import { type ProcessSettings, QUICK_POLICY } from './process-settings.js';
import { noteEvent, notePayout } from './application.js';
import { stoppingClient, stoppingStore, StopSwitch } from './stop-points.js';

// One process of an application: it serves payouts and webhooks where it has a port, and works on what is due where it
// is a worker.
const settings = JSON.parse(process.argv[2] ?? '') as ProcessSettings;
const stop = new StopSwitch(settings.stop);
const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + settings.aheadMs) };
const store = await openStore({
  url: settings.store,
  maxConnections: 5,
  // Where nothing is moved, the database's own clock rules.
  ...(settings.aheadMs === 0 ? {} : { clock }),
});
const paymux = await openPaymux(
  {
    accounts: [
      { id: 'main', provider: 'cryptomus', options: settings.accounts.main },
      { id: 'once', provider: 'heleket', options: settings.accounts.once },
    ],
    payoutPolicy: QUICK_POLICY,
    worker: settings.worker,
  },
  {
    clock,
    store: stoppingStore(store, stop),
    httpClient: stoppingClient(new UndiciHttpClient(), stop),
    logger: silentLogger,
    handlers: { onPayout: notePayout, onEvent: noteEvent },
  },
);

const takeWebhooks = nodeWebhooks(paymux.webhooks.handler());
const calls: Readonly<Record<string, (body: string) => Promise<unknown>>> = {
  '/payouts': (body) => paymux.payouts.createPayout(JSON.parse(body) as PayoutRequest),
  '/payments': (body) => paymux.payments.createPayment(JSON.parse(body) as PaymentRequest),
  '/refunds': (body) => paymux.refunds.createRefund(JSON.parse(body) as CreateRefundRequest),
};
const server = createServer((incoming, outgoing) => {
  const call = calls[incoming.url ?? ''];
  if (call === undefined) {
    takeWebhooks(incoming, outgoing);
    return;
  }
  void answer(call, incoming).then(([status, body]) => outgoing.writeHead(status).end(body));
});

async function answer(
  call: (body: string) => Promise<unknown>,
  incoming: IncomingMessage,
): Promise<readonly [number, string]> {
  try {
    return [200, toRecordText(await call(await text(incoming)))];
  } catch (error) {
    return [503, error instanceof Error ? `${error.name}: ${error.message}` : String(error)];
  }
}

if (settings.port === undefined) console.log('ready');
else {
  server.listen(settings.port, '127.0.0.1', () => {
    console.log('ready');
  });
}
