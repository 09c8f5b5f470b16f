import { serve, type ServerType } from '@hono/node-server';
import type { PaymentEvent, PayoutEvent, VerifiedEvent } from '@paymux/core';
import { createPaymux } from 'paymux';
import type { DemoProvider } from './demo-provider.js';

/** One thing that happened, in the order in which a person would tell it. */
export interface Step {
  /** Stable name, for machines. */
  readonly name: string;
  /** A sentence, for people. */
  readonly title: string;
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * One payment and one payout, end to end, through whichever provider the configuration names.
 *
 * @throws As soon as something is not as it must be.
 */
export async function* tell(provider: DemoProvider): AsyncGenerator<Step> {
  const { account } = provider;
  const paymux = await createPaymux({ accounts: [account] });
  const events: VerifiedEvent[] = [];
  const receiver = await listen(paymux.webhooks.handler({ on: (event) => void events.push(event) }));
  const webhookUrl = `${receiver.url}/webhooks/${account.id}`;
  provider.registerEndpoint?.(webhookUrl);

  try {
    yield step('configured', 'One account, picked by configuration', {
      provider: paymux.provider(account.id).id,
      account: account.id,
      'provider listens at': provider.baseUrl,
      'webhooks go to': webhookUrl,
    });

    const opened = await paymux.payments.createPayment({
      reference: 'order-42',
      amount: { amount: '15.00', currency: 'USD' },
      webhookUrl,
    });
    yield step('payment_opened', 'A payment was opened', {
      reference: 'order-42',
      'opened by': opened.provider,
      id: opened.providerId,
      amount: '15.00 USD',
      status: opened.status,
      'the payer pays at': opened.checkoutUrl,
    });

    await provider.pay(opened.providerId);
    const paid = events.find(
      (event): event is PaymentEvent => event.kind === 'payment' && event.payment.status === 'succeeded',
    );
    must(paid?.payment.providerId === opened.providerId, 'No verified event told that the payment succeeded.');
    yield step('payment_succeeded', 'The payer paid, and a webhook that was verified told of it', {
      status: paid.payment.status,
      'in the provider’s words': paid.payment.providerStatus,
      arrived: text(paid.payment.receivedAmount),
      'events so far': String(events.length),
    });

    const forged = await provider.forgeWebhook(opened.providerId);
    must(forged === 401, `A forged webhook was answered with ${String(forged)}.`);
    yield step('forgery_refused', 'Someone forged a webhook, and it was refused', { answer: String(forged) });

    const before = events.length;
    const replayed = await provider.replayWebhook(opened.providerId);
    must(replayed === 200, `A replayed webhook was answered with ${String(replayed)}.`);
    must(events.length === before, 'A replayed webhook had a second effect.');
    yield step('replay_ignored', 'A genuine webhook came a second time, and had no second effect', {
      answer: String(replayed),
      'events so far': String(events.length),
    });

    const request = { ...provider.payout, reference: 'payout-7', webhookUrl };
    const payout = await paymux.payouts.createPayout(request);
    yield step('payout_opened', 'A payout was opened', {
      reference: 'payout-7',
      'opened by': payout.provider,
      id: payout.providerId,
      amount: text(payout.amount),
      status: payout.status,
    });

    const repeated = await paymux.payouts.createPayout(request);
    must(repeated.providerId === payout.providerId, 'The same reference opened a second payout.');
    yield step('repeat_recognised', 'The same call was made again, and gave the same payout', {
      id: repeated.providerId,
    });

    await provider.completePayout(payout.providerId);
    const confirmed = events.find(
      (event): event is PayoutEvent => event.kind === 'payout' && event.payout.status === 'confirmed',
    );
    const found = await paymux.payouts.findPayout({ providerId: payout.providerId });
    must(confirmed !== undefined && found?.status === 'confirmed', 'The payout was not confirmed.');
    yield step('payout_confirmed', 'The payout arrived, and its webhook was verified', {
      status: found.status,
      transaction: found.transactionId,
      'on the network': found.network,
    });

    const sent = provider.sent(payout.providerId);
    must(sent.length === 1, `The provider’s books show ${String(sent.length)} transfers instead of one.`);
    yield step('books_checked', 'The provider’s own books show exactly one transfer', {
      sent: sent.map(text).join(', '),
    });
  } finally {
    await receiver.close();
    await paymux.close();
  }
}

/** What a provider does not tell is no fact. */
function step(name: string, title: string, told: Readonly<Record<string, string | undefined>>): Step {
  const facts = Object.entries(told).filter((fact): fact is [string, string] => fact[1] !== undefined);
  return { name, title, facts: Object.fromEntries(facts) };
}

function text(money: { readonly amount: string; readonly currency: string } | undefined): string {
  return money === undefined ? 'not told' : `${money.amount} ${money.currency}`;
}

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

async function listen(
  fetch: (request: Request) => Promise<Response>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => {
      resolve(started);
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
