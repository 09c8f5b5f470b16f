import { ProviderRegistry } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { paymentRecord, payoutRecord, shelfProvider } from '../../test/ledger-world.js';
import type { Change } from '../durable/durable-store.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import { FindingShelf } from '../reconciliation/finding-shelf.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { documentShift } from '../worker/document-shift.js';
import { NoticeWorker } from '../worker/notice-worker.js';
import { Worker } from '../worker/worker.js';
import type { AlertMessage } from './alert.js';
import type { AlertChannel } from './alert-channel.js';
import type { AlertRule } from './alert-rule.js';
import { ALERT_POLICY, Alerts, type AlertsDependencies } from './alerts.js';
import { WebhookKeys } from './webhook-keys.js';

const NOW = '2026-03-01T12:00:00.000Z';
const MINUTE_MS = 60_000;

/** A channel that keeps what it is sent, after what `before` does. */
function recordingChannel(id = 'team') {
  const messages: AlertMessage[] = [];
  const channel: AlertChannel & { before: (signal: AbortSignal) => void | Promise<void> } = {
    id,
    before: () => undefined,
    async send(message, { signal }) {
      await channel.before(signal);
      messages.push(message);
    },
  };
  return { channel, messages };
}

function world(rules: readonly AlertRule[], changes: Partial<AlertsDependencies> = {}) {
  const clock = createFakeClock(NOW);
  const store = new InMemoryStore({ clock });
  const logger = createRecordingLogger();
  const providers = new ProviderRegistry([{ id: 'main', provider: shelfProvider().provider }]);
  const { channel, messages } = recordingChannel();
  const dependencies = {
    store,
    providers,
    clock,
    logger,
    policy: ALERT_POLICY,
    rules,
    channels: [channel],
    ...changes,
  };
  const alerts = new Alerts(dependencies);
  const shifts = { documents: { step: documentShift(alerts.steps), batch: 100, leaseMs: MINUTE_MS } };
  const worker = new Worker({ store, clock, logger, shifts });
  const work = async (): Promise<void> => {
    await worker.drain();
    await alerts.settled();
  };
  /** Looks at the rules, and delivers what follows. */
  const look = async () => {
    const result = await alerts.evaluate();
    await work();
    return result;
  };
  return { alerts, channel, clock, logger, look, messages, store, work };
}

async function put(store: InMemoryStore, ...payouts: readonly PayoutRecord[]): Promise<void> {
  await store.commit(payouts.map((payout) => ({ change: 'payout_insert', payout })));
}

const REVIEW = { state: 'needs_review', status: 'pending', reviewReason: 'mismatch' } as const;

describe('an alert', () => {
  test('is delivered once for as long as its condition holds, and again once it was gone and is back', async () => {
    const { alerts, clock, look, messages, store } = world([{ id: 'review', type: 'needs_review' }]);
    const payout = payoutRecord('one', REVIEW);
    await put(store, payout);

    expect(await look()).toEqual({ fired: 1, cleared: 0 });
    expect(await look()).toEqual({ fired: 0, cleared: 0 });
    expect(messages).toMatchObject([
      {
        rule: 'review',
        account: 'main',
        subject: 'payout one (main/ref-one)',
        what: 'A payout needs review: mismatch.',
        at: clock.now(),
      },
    ]);

    await store.commit([{ change: 'payout_update', payout: { ...payout, revision: 2, state: 'confirmed' } }]);
    expect(await look()).toEqual({ fired: 0, cleared: 1 });
    expect((await alerts.list({})).records).toEqual([]);
    await store.commit([{ change: 'payout_update', payout: { ...payout, revision: 3 } }]);
    expect(await look()).toEqual({ fired: 1, cleared: 0 });

    expect(messages).toHaveLength(2);
    expect(messages[1]?.id).not.toBe(messages[0]?.id);
    expect((await alerts.list({ rule: 'review' })).records).toMatchObject([{ times: 2, state: 'firing' }]);
  });

  test('is delivered once by whichever of two processes finds it first', async () => {
    const one = world([{ id: 'review', type: 'needs_review' }]);
    const { store } = one;
    const other = world([{ id: 'review', type: 'needs_review' }], { store });
    await put(store, payoutRecord('one', REVIEW));

    const fired = await Promise.all([one.alerts.evaluate(), other.alerts.evaluate()]);
    await one.work();

    expect(fired.map((each) => each.fired).sort()).toEqual([0, 1]);
    expect(one.messages).toHaveLength(1);
  });

  test('goes to every channel of its rule, each by itself', async () => {
    const [mail, chat] = [recordingChannel('mail'), recordingChannel('chat')];
    const { look, store } = world(
      [
        { id: 'review', type: 'needs_review', channels: ['mail'] },
        { id: 'checks', type: 'failed_checks' },
      ],
      { channels: [mail.channel, chat.channel] },
    );
    mail.channel.before = () => {
      throw new Error('550 mailbox full at smtp://user:pass@host');
    };
    await put(store, payoutRecord('one', REVIEW), payoutRecord('two', { state: 'pending', failedChecks: 3 }));

    await look();

    expect(chat.messages).toMatchObject([{ rule: 'checks' }]);
    expect(mail.messages).toEqual([]);
  });

  test('that cannot be delivered is tried again later and later under the same id, and what failed is not told', async () => {
    const { channel, clock, logger, look, messages, store, work } = world([{ id: 'review', type: 'needs_review' }]);
    await put(store, payoutRecord('one', REVIEW));
    const tried: string[] = [];
    channel.before = () => {
      tried.push(clock.now().toISOString());
      if (tried.length < 4) throw new Error('refused by https://chat.example/hook/canary-4711');
    };

    await look();
    for (const waitMs of [5000, 10_000, 20_000]) {
      expect(await store.dueInMs('documents')).toBe(waitMs);
      await clock.advance(waitMs);
      await work();
    }

    expect(messages).toHaveLength(1);
    expect(tried).toHaveLength(4);
    expect(JSON.stringify(logger.records)).not.toContain('canary-4711');
    expect(await store.dueInMs('documents')).toBeUndefined();
  });

  test('whose channel hangs keeps the worker from nothing, and is tried again', async () => {
    const { alerts, channel, clock, messages, store } = world([{ id: 'review', type: 'needs_review' }]);
    await put(store, payoutRecord('one', REVIEW));
    const step = documentShift(alerts.steps);
    const worker = new Worker({
      store,
      clock,
      logger: createRecordingLogger(),
      shifts: { documents: { step, batch: 10, leaseMs: MINUTE_MS } },
    });
    let signal: AbortSignal | undefined;
    channel.before = (given) => {
      signal = given;
      return new Promise(() => undefined);
    };
    await alerts.evaluate();

    expect(await worker.drain()).toBe(1);
    await clock.whenSleeping();
    await clock.advance(ALERT_POLICY.timeoutMs);
    await alerts.settled();

    expect(signal?.aborted).toBe(true);
    expect(messages).toEqual([]);
    channel.before = () => undefined;
    await clock.advance(5000);
    await worker.drain();
    await alerts.settled();
    expect(messages).toHaveLength(1);
  });

  test('of which there are many at once is told one by one up to a number, then as a number', async () => {
    const policy = { ...ALERT_POLICY, singly: 3 };
    const { look, messages, store } = world([{ id: 'review', type: 'needs_review' }], { policy });
    await put(store, ...Array.from({ length: 10 }, (_, index) => payoutRecord(String(index), REVIEW)));

    expect(await look()).toEqual({ fired: 10, cleared: 0 });
    expect(await look()).toEqual({ fired: 0, cleared: 0 });

    expect(messages).toHaveLength(4);
    expect(messages.map(({ what }) => what)).toContain('7 more alerts of the same rule began at the same time.');
  });

  test('is looked for by the worker every minute', async () => {
    const { alerts, clock, messages, store, work } = world([{ id: 'review', type: 'needs_review' }]);
    await alerts.start();
    await alerts.start();
    await work();
    await put(store, payoutRecord('one', REVIEW));

    await clock.advance(MINUTE_MS);
    await work();
    await work();

    expect(messages).toHaveLength(1);
  });
});

describe('a rule', () => {
  async function told(rule: AlertRule, changes: readonly Change[]): Promise<readonly string[]> {
    const { look, messages, store } = world([rule]);
    await store.commit(changes);
    await look();
    return messages.map(({ subject }) => subject);
  }

  test('on what needs review finds payouts, payments and webhooks', async () => {
    const at = new Date(NOW);
    const message = { account: 'main', key: 'evt', kind: 'payout', type: 'paid', event: '', attempts: 0 } as const;
    const subjects = await told({ id: 'review', type: 'needs_review' }, [
      { change: 'payout_insert', payout: payoutRecord('one', REVIEW) },
      { change: 'payment_insert', payment: paymentRecord('two', { state: 'needs_review', reviewReason: 'absent' }) },
      { change: 'inbox_insert', message: { ...message, state: 'review', receivedAt: at, problem: 'contradicted' } },
    ]);

    expect(subjects).toEqual(['payout one (main/ref-one)', 'payment two (main/ref-two)', 'webhook evt (main)']);
  });

  test('on failed checks finds what failed so often, or alerted by itself', async () => {
    const open = { state: 'pending', status: 'pending' } as const;
    const payouts = [
      payoutRecord('fine', { ...open, failedChecks: 2 }),
      payoutRecord('often', { ...open, failedChecks: 3 }),
      payoutRecord('long', { ...open, failedChecks: 1, alertedAt: new Date(NOW) }),
      payoutRecord('over', { failedChecks: 9 }),
    ];
    const subjects = await told(
      { id: 'checks', type: 'failed_checks' },
      payouts.map((payout) => ({ change: 'payout_insert', payout })),
    );

    expect([...subjects].sort()).toEqual(['payout long (main/ref-long)', 'payout often (main/ref-often)']);
  });

  test.for<[string, string, readonly string[]]>([
    ['exactly five times the median', '50.00', []],
    ['a little more', '50.01', ['payout new (main/ref-new)']],
  ])('on unusual amounts compares with the client’s own history: %s', async ([, amount, expected]) => {
    const earlier = ['10', '9', '11', '10.00', '1000'].map((each, index) =>
      payoutRecord(String(index), {
        client: 'maria',
        terms: { ...payoutRecord('x').terms, amount: { amount: each, currency: 'USDT' } },
        requestedAt: new Date('2026-01-01'),
      }),
    );
    const terms = { ...payoutRecord('x').terms, amount: { amount, currency: 'USDT' } };
    const payout = payoutRecord('new', { client: 'maria', terms });
    const stranger = payoutRecord('stranger', { client: 'new here', terms });

    const subjects = await told(
      { id: 'amount', type: 'unusual_amount' },
      [...earlier, payout, stranger].map((each) => ({ change: 'payout_insert', payout: each })),
    );

    expect(subjects).toEqual(expected);
  });

  test('on unusual rates compares with the times before', async () => {
    const at = (minutesAgo: number): Date => new Date(new Date(NOW).getTime() - minutesAgo * MINUTE_MS);
    const payouts = [
      ...Array.from({ length: 7 }, (_, index) =>
        payoutRecord(`m${String(index)}`, { client: 'maria', requestedAt: at(index) }),
      ),
      ...Array.from({ length: 7 }, (_, index) =>
        payoutRecord(`o${String(index)}`, { client: 'otto', requestedAt: at(index) }),
      ),
      // Three an hour are usual for Otto, so that seven are not much.
      ...Array.from({ length: 21 }, (_, index) =>
        payoutRecord(`b${String(index)}`, { client: 'otto', requestedAt: at(65 + Math.floor(index / 3) * 60) }),
      ),
    ];

    const subjects = await told(
      { id: 'rate', type: 'unusual_rate', withinMs: 60 * MINUTE_MS },
      payouts.map((payout) => ({ change: 'payout_insert', payout })),
    );

    expect(subjects).toEqual(['client maria (main)']);
  });

  test('on signature failures counts per account within the time', async () => {
    const at = new Date(NOW);
    const rule = { id: 'forged', type: 'signature_failures', atLeast: 10, withinMs: 60 * MINUTE_MS } as const;
    const refusals = [
      { account: 'main', at, reason: 'signature_mismatch', count: 8 },
      { account: 'main', at, reason: 'unknown_kid', count: 2 },
      { account: 'other', at, reason: 'signature_mismatch', count: 9 },
      { account: 'other', at: new Date('2026-02-28'), reason: 'signature_mismatch', count: 9 },
    ];

    const subjects = await told(
      rule,
      refusals.map((refusal) => ({ change: 'refusal_insert', refusal })),
    );

    expect(subjects).toEqual(['account main']);
  });

  test('on retries that are exhausted finds dead webhooks and notices', async () => {
    const { clock, logger, look, messages, store } = world([{ id: 'dead', type: 'retries_exhausted' }]);
    const at = new Date(NOW);
    const message = { account: 'main', key: 'evt', kind: 'payout', type: 'paid', event: '', attempts: 16 } as const;
    const notice = {
      id: 'payout:one:1',
      subject: 'payout',
      subjectId: 'one',
      from: undefined,
      to: 'confirmed',
      record: payoutRecord('one'),
      at,
      state: 'waiting',
      attempts: 0,
      dueAt: at,
    } as const;
    await store.commit([
      { change: 'inbox_insert', message: { ...message, state: 'dead', receivedAt: at, problem: 'not_found' } },
      { change: 'notice_insert', notice },
    ]);
    const policy = { retryMs: 1, retryAtMostMs: 1, tries: 1, leaseMs: 1000, batch: 1 };
    const onPayout = (): never => {
      throw new TypeError('no such column');
    };
    const notices = new NoticeWorker({ store, clock, logger, policy, handlers: { onPayout } });
    for (const claimed of await store.claim('notices', { limit: 1, leaseMs: 1000 })) await notices.step(claimed);

    await look();

    expect(messages.map(({ subject }) => subject)).toEqual([
      'webhook evt (main)',
      'notice payout:one:1 of payout one (main)',
    ]);
  });

  test('on a low balance compares decimals, by the books or by the provider where it tells', async () => {
    const rule = { id: 'low', type: 'low_balance', account: 'main', currency: 'usdt', below: '100' } as const;
    const fund = (amount: string): Change => ({
      change: 'transfer',
      transfer: {
        id: amount,
        kind: 'fund',
        account: 'main',
        from: 'external',
        to: 'available',
        amount: { amount, currency: 'USDT' },
        at: new Date(NOW),
      },
    });
    expect(await told(rule, [fund('100.00')])).toEqual([]);
    expect(await told(rule, [fund('99.999999999999999999')])).toEqual(['balance in USDT (main)']);

    const balanceOf = () => Promise.resolve([{ amount: '5', currency: 'USDT' }]);
    const { look, messages, store } = world([rule], { balanceOf });
    await store.commit([fund('100')]);
    await look();
    expect(messages).toHaveLength(1);
  });

  test('on an old webhook key finds one that still signs, until it no longer does', async () => {
    const rule = { id: 'kid', type: 'old_webhook_key', provider: 'molam', current: ['k2'] } as const;
    const { clock, logger, look, messages, store } = world([rule]);
    const keys = new WebhookKeys({ store, clock, logger });
    for (const keyId of ['k1', 'k2', 'k1']) keys.webhook({ provider: 'molam', accepted: true, keyId });
    keys.webhook({ provider: 'molam', accepted: false, keyId: 'forged', reason: 'signature_mismatch' });
    await keys.settled();

    expect(await look()).toEqual({ fired: 1, cleared: 0 });
    expect(messages.map(({ subject }) => subject)).toEqual(['webhook key k1 (molam)']);
    await clock.advance(86_400_000 + 1);
    expect(await look()).toEqual({ fired: 0, cleared: 1 });
  });

  test('on findings tells what reconciliation found', async () => {
    const { look, messages, store } = world([{ id: 'rec', type: 'findings' }]);
    const finding = {
      id: 'f',
      account: 'main',
      kind: 'duplicate',
      subject: 'payout',
      source: 'provider',
      recordId: 'one',
      reference: 'ref-one',
      cause: 'the same request was carried out twice',
      nextStep: 'have it stopped',
    } as const;
    await new FindingShelf(store).keep([finding], 'run', new Date(NOW));

    await look();

    expect(messages).toMatchObject([{ subject: 'payout one (main/ref-one)', toDo: 'have it stopped' }]);
  });

  test('that cannot be looked at keeps no other from being', async () => {
    const { look, messages, store } = world(
      [
        { id: 'low', type: 'low_balance', account: 'main', currency: 'USDT', below: '1' },
        { id: 'review', type: 'needs_review' },
      ],
      { balanceOf: () => Promise.reject(new TypeError('no answer')) },
    );
    await put(store, payoutRecord('one', REVIEW));

    await look();

    expect(messages).toMatchObject([{ rule: 'review' }]);
  });

  test('or several that cannot be meant are refused with everything that is wrong', () => {
    const rules: readonly AlertRule[] = [
      { id: 'a b', type: 'needs_review', channels: ['nobody'] },
      { id: 'low', type: 'low_balance', account: 'other', currency: 'USDT', below: '1e3' },
      { id: 'low', type: 'unusual_rate', withinMs: 0, last: 101, times: -1 },
    ];
    expect(() => world(rules)).toThrow(
      expect.objectContaining({
        problems: [
          { path: 'rules.0.id', message: 'must be 1 to 64 letters, digits, "_" or "-"' },
          { path: 'rules.0.channels', message: 'must be ids of channels' },
          { path: 'rules.1.account', message: 'must be one that is configured' },
          { path: 'rules.1.below', message: 'must be decimal text' },
          { path: 'rules.2.id', message: 'must not be that of another rule' },
          { path: 'rules.2.withinMs', message: 'must be a whole number above zero' },
          { path: 'rules.2.last', message: 'must be a whole number from 1 to 100' },
          { path: 'rules.2.times', message: 'must be above zero' },
        ],
      }),
    );
  });
});
