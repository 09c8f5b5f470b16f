import { isVerifiedEvent, type PaymentProvider, ProviderRegistry, type VerifiedEvent } from '@paymux/core';
import { createFakeClock, createRecordingLogger, createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aPayment, aPayout, deliver, type Gateway, type GatewayOptions, openGateway } from '../../test/gateway.js';
import { InMemoryWebhookInbox } from './in-memory-webhook-inbox.js';
import { EventNotConfirmedError, HandlerFailedError, type ReviewReason, WebhookIntake } from './webhook-intake.js';

const PAID = { kind: 'payment', type: 'payment.paid', payment: aPayment() };
const PAID_OUT = { kind: 'payout', type: 'payout.paid', payout: aPayout() };

/** An intake for one account `main`, with everything it told its application. */
function setUp(gateway: Gateway) {
  const told: VerifiedEvent[] = [];
  const reviews: { readonly event: VerifiedEvent; readonly reason: ReviewReason }[] = [];
  const logger = createRecordingLogger();
  const intake = intakeFor(gateway.provider, logger);
  const handlers = {
    on: (event: VerifiedEvent) => void told.push(event),
    onReview: (event: VerifiedEvent, reason: ReviewReason) => void reviews.push({ event, reason }),
  };
  const receive = (request: ReturnType<typeof deliver>) => intake.receive('main', request, handlers);
  return { handlers, intake, logger, receive, reviews, told };
}

function intakeFor(provider: PaymentProvider, logger = createRecordingLogger()): WebhookIntake {
  const clock = createFakeClock('2026-01-01T12:00:00Z');
  const inbox = new InMemoryWebhookInbox();
  return new WebhookIntake({ providers: new ProviderRegistry([{ id: 'main', provider }]), inbox, clock, logger });
}

function openGatewayWith(objects: { readonly payment?: object; readonly payout?: object }, options?: GatewayOptions) {
  const gateway = openGateway(options);
  if (objects.payment !== undefined) gateway.payments.set('payment-1', aPayment(objects.payment));
  if (objects.payout !== undefined) gateway.payouts.set('payout-1', aPayout(objects.payout));
  return gateway;
}

const statuses = (events: readonly VerifiedEvent[]) =>
  events.map((event) => (event.kind === 'payment' ? event.payment.providerStatus : event.kind));

describe('an event whose signature proves enough', () => {
  test('is told without a look-up, and once', async () => {
    const gateway = openGateway({ needsConfirmation: false });
    const { receive, told } = setUp(gateway);

    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 1, duplicates: 0 });
    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 0, duplicates: 1 });

    expect(told).toMatchObject([{ kind: 'payment', payment: { status: 'succeeded' }, needsConfirmation: false }]);
    expect(gateway.requests).toEqual([]);
  });

  test('is told once for 64 deliveries at the same time', async () => {
    const { receive, told } = setUp(openGateway({ needsConfirmation: false }));

    const results = await Promise.all(Array.from({ length: 64 }, () => receive(deliver(PAID))));

    expect(told).toHaveLength(1);
    expect(results.filter(({ processed }) => processed === 1)).toHaveLength(1);
  });

  test('is told again after its handler threw', async () => {
    const { intake, told } = setUp(openGateway({ needsConfirmation: false }));
    const cause = new Error('the database is gone');
    let attempts = 0;
    const handlers = {
      on: (event: VerifiedEvent) => {
        attempts += 1;
        if (attempts === 1) throw cause;
        told.push(event);
      },
    };

    const failed = await intake.receive('main', deliver(PAID), handlers).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(HandlerFailedError);
    expect(failed).toHaveProperty('cause', cause);

    await expect(intake.receive('main', deliver(PAID), handlers)).resolves.toEqual({ processed: 1, duplicates: 0 });
    expect(told).toHaveLength(1);
  });
});

describe('a delivery of several events', () => {
  test('tells each of them, once', async () => {
    const { receive, told } = setUp(openGateway({ needsConfirmation: false }));

    await expect(receive(deliver([PAID, PAID_OUT]))).resolves.toEqual({ processed: 2, duplicates: 0 });
    await expect(receive(deliver([PAID, PAID_OUT]))).resolves.toEqual({ processed: 0, duplicates: 2 });
    expect(told.map(({ kind }) => kind)).toEqual(['payment', 'payout']);
  });

  test('tells the others although one fails, and must come again for that one', async () => {
    const gateway = openGatewayWith({ payout: {} });
    const { receive, told } = setUp(gateway);
    const delivery = deliver([PAID, PAID_OUT]);

    await expect(receive(delivery)).rejects.toThrow(EventNotConfirmedError);
    expect(told.map(({ kind }) => kind)).toEqual(['payout']);

    gateway.payments.set('payment-1', aPayment());
    await expect(receive(delivery)).resolves.toEqual({ processed: 1, duplicates: 1 });
    expect(told.map(({ kind }) => kind)).toEqual(['payout', 'payment']);
  });
});

describe('an event that needs confirmation', () => {
  test('is told as the provider sees it now, not as it was delivered', async () => {
    const updatedAt = new Date('2026-01-01T11:00:00Z');
    const gateway = openGatewayWith({
      payment: {
        status: 'succeeded',
        exception: 'overpaid',
        providerStatus: 'paid_over',
        transactionId: '0xreal',
        updatedAt,
      },
    });
    const { receive, told } = setUp(gateway);

    await receive(
      deliver({ ...PAID, payment: aPayment({ status: 'pending', final: false, transactionId: '0xforged' }) }),
    );

    expect(told).toEqual([
      expect.objectContaining({
        kind: 'payment',
        needsConfirmation: false,
        payment: aPayment({ exception: 'overpaid', providerStatus: 'paid_over', transactionId: '0xreal', updatedAt }),
      }),
    ]);
    expect(told.every(isVerifiedEvent)).toBe(true);
  });

  test('confirms payouts as well', async () => {
    const { receive, told } = setUp(openGatewayWith({ payout: { transactionId: '0xreal' } }));

    await receive(deliver(PAID_OUT));

    expect(told).toMatchObject([{ kind: 'payout', payout: { status: 'confirmed', transactionId: '0xreal' } }]);
  });

  test.each([
    ['amount', { amount: { amount: '15.01', currency: 'USD' } }],
    ['currency', { amount: { amount: '15.00', currency: 'EUR' } }],
    ['reference', { reference: 'order-2' }],
    ['id', { providerId: 'payment-2' }],
  ])('goes to review and no further when the provider tells another %s', async (_what, difference) => {
    const { receive, reviews, told } = setUp(openGatewayWith({ payment: difference }));

    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 1, duplicates: 0 });
    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 0, duplicates: 1 });

    expect(told).toEqual([]);
    expect(reviews).toMatchObject([{ reason: 'contradicted', event: { needsConfirmation: true } }]);
  });

  test.each([
    ['amount', { amount: { amount: '41', currency: 'USDT' } }],
    ['currency', { amount: { amount: '40', currency: 'USDC' } }],
    ['reference', { reference: 'salary-2' }],
    ['id', { providerId: 'payout-2' }],
  ])('goes to review when the provider tells another %s of a payout', async (_what, difference) => {
    const { receive, reviews, told } = setUp(openGatewayWith({ payout: difference }));

    await receive(deliver(PAID_OUT));

    expect(told).toEqual([]);
    expect(reviews).toMatchObject([{ reason: 'contradicted' }]);
  });

  test('takes amounts for equal that are written with other zeros', async () => {
    const { receive, told } = setUp(openGatewayWith({ payment: { amount: { amount: '15.000000', currency: 'usd' } } }));

    await receive(deliver(PAID));

    expect(told).toHaveLength(1);
  });

  test('confirms by id and amount where one side tells no reference', async () => {
    const { receive, told } = setUp(openGatewayWith({ payment: {} }));

    await receive(deliver({ ...PAID, payment: aPayment({ reference: undefined }) }));

    expect(told).toMatchObject([{ payment: { reference: 'order-1' } }]);
  });

  test('logs an error where the application has no review', async () => {
    const { intake, logger, told } = setUp(openGatewayWith({ payment: { reference: 'order-2' } }));

    await intake.receive('main', deliver(PAID), { on: (event) => void told.push(event) });

    expect(told).toEqual([]);
    expect(logger.records).toContainEqual(
      expect.objectContaining({
        level: 'error',
        event: 'webhook.needs_review',
        fields: expect.objectContaining({ account: 'main', reason: 'contradicted' }) as unknown,
      }),
    );
  });

  test('comes up for review again after the review handler threw', async () => {
    const { intake } = setUp(openGatewayWith({ payment: { reference: 'order-2' } }));
    let reviews = 0;
    const handlers = {
      on: () => undefined,
      onReview: () => {
        reviews += 1;
        if (reviews === 1) throw new Error('the ticket system is gone');
      },
    };

    await expect(intake.receive('main', deliver(PAID), handlers)).rejects.toThrow(HandlerFailedError);
    await intake.receive('main', deliver(PAID), handlers);
    expect(reviews).toBe(2);
  });

  test('must come again while the provider does not know the object, and is told once it does', async () => {
    const gateway = openGateway();
    const { receive, reviews, told } = setUp(gateway);

    await expect(receive(deliver(PAID))).rejects.toThrow(EventNotConfirmedError);
    await expect(receive(deliver(PAID))).rejects.toThrow(EventNotConfirmedError);
    expect([told, reviews]).toEqual([[], []]);

    gateway.payments.set('payment-1', aPayment());
    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 1, duplicates: 0 });
    expect(told).toHaveLength(1);
  });

  test('leaves no mark while the look-up fails', async () => {
    const gateway = openGatewayWith({ payment: {} });
    const { receive, reviews, told } = setUp(gateway);
    gateway.failing = true;

    await expect(receive(deliver(PAID))).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect([told, reviews]).toEqual([[], []]);

    gateway.failing = false;
    await expect(receive(deliver(PAID))).resolves.toEqual({ processed: 1, duplicates: 0 });
    expect(told).toHaveLength(1);
  });

  test('is looked up and told again after its handler threw', async () => {
    const gateway = openGatewayWith({ payment: {} });
    const { handlers, intake, told } = setUp(gateway);
    const failing = { on: () => Promise.reject(new Error('no')) };

    await expect(intake.receive('main', deliver(PAID), failing)).rejects.toThrow(HandlerFailedError);
    await intake.receive('main', deliver(PAID), handlers);

    expect(told).toHaveLength(1);
    expect(gateway.requests).toHaveLength(2);
  });

  test('asks the provider once for 64 repeats of one delivery', async () => {
    const gateway = openGatewayWith({ payment: {} });
    const { receive, told } = setUp(gateway);

    await Promise.all(Array.from({ length: 64 }, () => receive(deliver(PAID))));

    expect(told).toHaveLength(1);
    expect(gateway.requests).toEqual(['/payments/find']);
  });

  test('causes one effect for several late deliveries that find the same state', async () => {
    const { receive, told } = setUp(openGatewayWith({ payment: {} }));
    const lifecycle = ['created', 'confirming', 'paid'].map((type) => deliver({ ...PAID, type }));

    const results = [];
    for (const delivery of lifecycle) results.push(await receive(delivery));

    expect(told).toHaveLength(1);
    expect(results.map(({ processed }) => processed)).toEqual([1, 0, 0]);
  });

  test.each([
    ['more money', { receivedAmount: { amount: '7.00', currency: 'USDT' } }],
    ['other money', { receivedAmount: { amount: '5.00', currency: 'BTC' } }],
    ['another transaction', { transactionId: '0xsecond' }],
    ['finality', { final: true }],
    ['a later change', { updatedAt: new Date('2026-01-01T11:30:00Z') }],
    ['another status', { providerStatus: 'wrong_amount' }],
  ])('causes a second effect for a delivery that finds %s', async (_what, change) => {
    const gateway = openGateway();
    const { receive, told } = setUp(gateway);
    const partly = aPayment({
      status: 'pending',
      exception: 'underpaid',
      final: false,
      providerStatus: 'wrong_amount_waiting',
      receivedAmount: { amount: '5.00', currency: 'USDT' },
      transactionId: '0xfirst',
      updatedAt: new Date('2026-01-01T11:00:00Z'),
    });
    gateway.payments.set('payment-1', partly);
    await receive(deliver(PAID, { serial: 1 }));

    gateway.payments.set('payment-1', { ...partly, ...change });
    await expect(receive(deliver(PAID, { serial: 2 }))).resolves.toEqual({ processed: 1, duplicates: 0 });
    expect(told).toHaveLength(2);
  });

  test('tells the latest state last, although the look-up before it took longer to be acted on', async () => {
    const gateway = openGatewayWith({ payment: { status: 'processing', final: false, providerStatus: 'confirming' } });
    const { receive, told } = setUp(gateway);
    const slow = shutGate();
    gateway.onTheWay = () => slow.opened;
    const early = receive(deliver({ ...PAID, type: 'confirming' }));
    while (gateway.requests.length === 0) await new Promise(setImmediate);

    gateway.payments.set('payment-1', aPayment());
    gateway.onTheWay = async () => undefined;
    const late = receive(deliver(PAID));
    await new Promise(setImmediate);
    slow.open();
    await Promise.all([early, late]);

    expect(statuses(told)).toEqual(['confirming', 'paid']);
  });

  test('waits for no other object', async () => {
    const gateway = openGatewayWith({ payment: {}, payout: {} });
    const { receive, told } = setUp(gateway);
    const slow = shutGate();
    gateway.onTheWay = () => slow.opened;
    const waiting = receive(deliver(PAID));
    while (gateway.requests.length === 0) await new Promise(setImmediate);

    gateway.onTheWay = async () => undefined;
    await receive(deliver(PAID_OUT));
    expect(told.map(({ kind }) => kind)).toEqual(['payout']);

    slow.open();
    await waiting;
  });
});

test('ends every order and repetition of a lifecycle with the same state, told last and never twice', async () => {
  const lifecycle = ['created', 'confirming', 'wrong_amount_waiting', 'paid'];
  const random = createSeededRandom(20_260_101);
  const below = (limit: number) => Math.floor(random.next() * limit);

  for (let round = 0; round < 300; round += 1) {
    const gateway = openGateway();
    const { receive, told } = setUp(gateway);
    gateway.onTheWay = async () => {
      for (let turns = below(20); turns > 0; turns -= 1) await Promise.resolve();
    };
    const become = (index: number) => {
      const providerStatus = lifecycle[index] ?? '';
      const final = index === lifecycle.length - 1;
      gateway.payments.set('payment-1', aPayment({ providerStatus, final, status: final ? 'succeeded' : 'pending' }));
    };
    const outstanding = lifecycle.map((type, index) => ({ type, index, copies: 1 + below(3) }));
    const inFlight: Promise<unknown>[] = [];

    // A delivery cannot come before what it speaks of; after that it may come at any time and any number of times.
    for (let state = 0; state < lifecycle.length; state += 1) {
      become(state);
      const due = outstanding.flatMap(({ copies, index, type }) =>
        index <= state ? Array.from({ length: below(copies + 1) }, () => type) : [],
      );
      for (const type of shuffled(due, below)) {
        const delivery = receive(deliver({ ...PAID, type }));
        if (below(2) === 0) await delivery;
        else inFlight.push(delivery);
      }
    }
    for (const { type } of shuffled(outstanding, below)) inFlight.push(receive(deliver({ ...PAID, type })));
    await Promise.all(inFlight);

    const seen = statuses(told);
    expect(seen.at(-1)).toBe('paid');
    expect(seen).toEqual(lifecycle.filter((status) => seen.includes(status)));
  }
});

function shuffled<Item>(items: readonly Item[], below: (limit: number) => number): readonly Item[] {
  const keyed = items.map((item) => ({ item, key: below(1_000_000) }));
  return keyed.sort((left, right) => left.key - right.key).map(({ item }) => item);
}

describe('a deposit on a static wallet', () => {
  const deposit = {
    provider: 'gateway',
    providerId: 'payment-1',
    walletId: 'wallet-7',
    reference: 'top-up-7',
    status: 'succeeded',
    final: true,
    providerStatus: 'paid',
    amount: { amount: '3.00', currency: 'TRX' },
    creditedAmount: { amount: '2999999', currency: 'TRX' },
    transactionId: '0xforged',
  };
  const ARRIVED = { kind: 'deposit', type: 'wallet', deposit };
  const recorded = aPayment({
    reference: 'top-up-7',
    amount: { amount: '3.00', currency: 'TRX' },
    receivedAmount: { amount: '3', currency: 'TRX' },
    creditedAmount: { amount: '2.94', currency: 'TRX' },
    fee: { amount: '0.06', currency: 'TRX' },
    deposit: { network: 'tron', address: 'T-address' },
    transactionId: '0xreal',
    createdAt: new Date('2026-01-01T11:59:00Z'),
  });

  test('is confirmed from the payment history, and told with what stands there', async () => {
    const gateway = openGateway();
    gateway.payments.set('other', aPayment({ providerId: 'other' })).set('payment-1', recorded);
    const { receive, told } = setUp(gateway);

    await receive(deliver(ARRIVED));
    await receive(deliver(ARRIVED, { serial: 1 }));

    expect(gateway.requests).toEqual(['/payments/list', '/payments/list']);
    expect(told).toEqual([
      expect.objectContaining({
        kind: 'deposit',
        needsConfirmation: false,
        deposit: {
          ...deposit,
          amount: { amount: '3', currency: 'TRX' },
          creditedAmount: { amount: '2.94', currency: 'TRX' },
          fee: { amount: '0.06', currency: 'TRX' },
          network: 'tron',
          transactionId: '0xreal',
        },
      }),
    ]);
  });

  test.each([
    ['amount', { receivedAmount: { amount: '2', currency: 'TRX' } }],
    ['currency', { receivedAmount: { amount: '3', currency: 'USDT' } }],
    ['reference', { reference: 'top-up-8' }],
  ])('goes to review when the history tells another %s', async (_what, difference) => {
    const gateway = openGateway();
    gateway.payments.set('payment-1', { ...recorded, ...difference });
    const { receive, reviews, told } = setUp(gateway);

    await receive(deliver(ARRIVED));

    expect(told).toEqual([]);
    expect(reviews).toMatchObject([{ reason: 'contradicted' }]);
  });

  test('goes to review when it is not in the history, because it is older than a day or never happened', async () => {
    const gateway = openGateway();
    gateway.payments.set('payment-1', { ...recorded, createdAt: new Date('2025-12-31T11:59:59Z') });
    const { receive, reviews, told } = setUp(gateway);

    await receive(deliver(ARRIVED));

    expect(told).toEqual([]);
    expect(reviews).toMatchObject([{ reason: 'not_found' }]);
  });

  test('goes to review where there is no history', async () => {
    const { receive, reviews } = setUp(openGateway({ without: ['listPayments'] }));

    await receive(deliver(ARRIVED));

    expect(reviews).toMatchObject([{ reason: 'not_possible' }]);
  });
});

test.each([
  ['a payment at an account without payments', PAID, ['payments']],
  ['a payout at an account without payouts', PAID_OUT, ['payouts']],
  ['a refund', { kind: 'refund', type: 'refund', refund: { provider: 'gateway' } }, []],
  ['something nobody has mapped', { kind: 'unrecognised', type: 'news' }, []],
] as const)('brings %s to review, because there is nothing to look up', async (_what, event, without) => {
  const { receive, reviews, told } = setUp(openGateway({ without }));

  await receive(deliver(event));

  expect(told).toEqual([]);
  expect(reviews).toMatchObject([{ reason: 'not_possible', event: { kind: event.kind } }]);
});

describe('what never reaches a handler', () => {
  test('a delivery that proves nothing', async () => {
    const gateway = openGatewayWith({ payment: {} });
    const { receive, reviews, told } = setUp(gateway);

    await expect(receive(deliver(PAID, { secret: 'guessed' }))).rejects.toMatchObject({ reason: 'signature_mismatch' });

    expect([told, reviews, gateway.requests]).toEqual([[], [], []]);
  });

  test.each([true, false])('an event that no validator verified (needsConfirmation: %s)', async (needsConfirmation) => {
    const { provider } = openGatewayWith({ payment: {} });
    const made = { ...PAID, provider: 'gateway', deduplicationKey: 'made-up', needsConfirmation };
    const careless: PaymentProvider = {
      ...provider,
      webhooks: { validate: async () => [made as unknown as VerifiedEvent] },
    };
    const told: VerifiedEvent[] = [];

    const received = intakeFor(careless).receive('main', deliver(PAID), { on: (event) => void told.push(event) });

    await expect(received).rejects.toThrow(TypeError);
    expect(told).toEqual([]);
  });
});

test('names the accounts there are when asked for another one', async () => {
  const { handlers, intake } = setUp(openGateway());

  await expect(intake.receive('other', deliver(PAID), handlers)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('must be one of main') as unknown,
  });
});

test('says that an account has no webhooks', async () => {
  const { receive } = setUp(openGateway({ without: ['webhooks'] }));

  await expect(receive(deliver(PAID))).rejects.toMatchObject({ code: 'unsupported_operation', provider: 'gateway' });
});

test('keeps apart what two accounts receive under the same key', async () => {
  const gateway = openGateway({ needsConfirmation: false });
  const { provider } = gateway;
  const providers = new ProviderRegistry([
    { id: 'main', provider },
    { id: 'second', provider },
  ]);
  const intake = new WebhookIntake({
    providers,
    inbox: new InMemoryWebhookInbox(),
    clock: createFakeClock(),
    logger: createRecordingLogger(),
  });
  const told: VerifiedEvent[] = [];
  const on = (event: VerifiedEvent) => void told.push(event);

  await intake.receive('main', deliver(PAID), { on });
  await intake.receive('second', deliver(PAID), { on });

  expect(told).toHaveLength(2);
});
