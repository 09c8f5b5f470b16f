import {
  type HttpClient,
  type HttpResponse,
  ProviderRegistry,
  silentLogger,
  UndiciHttpClient,
  type WebhookRequest,
} from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import {
  type Change,
  DurableIntake,
  type DurableStore,
  INBOX_POLICY,
  InboxWorker,
  type PaymentRecord,
  PAYOUT_POLICY,
  type PayoutRecord,
} from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import type { Delivery } from '@paymux/simulators';
import { type AccountConfig, createPaymux, type DurablePaymux, openPaymux } from 'paymux';

export const ACCOUNT = 'main';

/** Nobody listens there: what was sent is read from the simulator. */
export const HOOK = 'http://127.0.0.1:1/hook';

const START = '2026-01-01T00:00:00.000Z';

/** One webhook, and what a look-up of its object was answered at the time. */
export interface RecordedEvent {
  readonly request: WebhookRequest;
  readonly lookUp: HttpResponse | undefined;
}

/** A lifecycle as it really went: how its record began, and everything that was told of it. */
export interface Recording {
  readonly changes: readonly (readonly Change[])[];
  readonly events: readonly RecordedEvent[];
  readonly account: AccountConfig;
}

/** What is the same whatever the order of events was. */
export type EndState = Readonly<Record<string, unknown>>;

/**
 * Plays a lifecycle against a simulator and records it.
 *
 * @param create - Opens the payment or payout, and answers the provider's id of it.
 */
export async function record(
  account: AccountConfig,
  control: { deliveries(): readonly Delivery[] },
  create: (paymux: DurablePaymux) => Promise<PaymentRecord | PayoutRecord>,
  steps: readonly (() => Promise<unknown>)[],
): Promise<Recording> {
  const changes: (readonly Change[])[] = [];
  let last: HttpResponse | undefined;
  const client = new UndiciHttpClient();
  const httpClient: HttpClient = {
    async send(request) {
      last = await client.send(request);
      return last;
    },
  };
  const clock = createFakeClock(START, { autoAdvance: true });
  const store = recording(new InMemoryStore({ clock }), changes);
  const paymux = await openPaymux({ accounts: [account], worker: false }, { store, httpClient, clock });
  const opened = await create(paymux);
  if (opened.providerId === undefined) throw new TypeError(`it was not opened: ${opened.state}`);
  const query = { providerId: opened.providerId };
  const provider = paymux.direct.provider(ACCOUNT);
  const events: RecordedEvent[] = [];
  const take = async (): Promise<void> => {
    await ('hold' in opened ? provider.payouts?.findPayout(query) : provider.payments?.findPayment(query));
    for (const { attempts, body, headers } of control.deliveries().slice(events.length)) {
      const sent = new Headers({ ...headers, ...attempts[0]?.headers });
      events.push({ request: { headers: sent, body: Buffer.from(body) }, lookUp: last });
    }
  };
  await take();
  for (const step of steps) {
    await step();
    await take();
  }
  await paymux.close();
  await client.close();
  return { changes, events, account };
}

/** Feeds recorded events, in this or that order, to what works on them, and answers what comes of it. */
export class Replay {
  readonly #recording: Recording;
  readonly #wire: { answer?: HttpResponse | undefined };
  readonly #providers: ProviderRegistry;

  private constructor(recording: Recording, wire: { answer?: HttpResponse | undefined }, providers: ProviderRegistry) {
    this.#recording = recording;
    this.#wire = wire;
    this.#providers = providers;
  }

  static async of(recording: Recording): Promise<Replay> {
    const wire: { answer?: HttpResponse | undefined } = {};
    const httpClient: HttpClient = {
      send: () =>
        wire.answer === undefined ? Promise.reject(new TypeError('nobody looked then')) : Promise.resolve(wire.answer),
    };
    const clock = createFakeClock(START, { autoAdvance: true });
    const direct = await createPaymux({ accounts: [recording.account] }, { httpClient, clock });
    return new Replay(recording, wire, new ProviderRegistry([{ id: ACCOUNT, provider: direct.provider(ACCOUNT) }]));
  }

  /** @param confirmed - Whether a look-up tells the state at the time of its event, or the one that everything ended in. */
  async run(order: readonly RecordedEvent[], confirmed: 'then' | 'last'): Promise<EndState> {
    const clock = createFakeClock(START, { autoAdvance: true });
    const store = new InMemoryStore({ clock });
    for (const changes of this.#recording.changes) {
      const { committed } = await store.commit(changes);
      if (!committed) throw new TypeError('a record could not be made as it was');
    }
    const common = { store, providers: this.#providers, clock, logger: silentLogger };
    const intake = new DurableIntake(common);
    const worker = new InboxWorker({ ...common, policy: INBOX_POLICY, payoutPolicy: PAYOUT_POLICY });
    for (const { lookUp, request } of order) {
      this.#wire.answer = confirmed === 'then' ? lookUp : this.#recording.events.at(-1)?.lookUp;
      await intake.receive(ACCOUNT, request);
      for (const claimed of await store.claim('inbox', { limit: 10, leaseMs: 60_000 })) await worker.step(claimed);
    }
    return endState(store);
  }
}

async function endState(store: DurableStore): Promise<EndState> {
  const [payment] = (await store.listPayments({})).records;
  const [payout] = (await store.listPayouts({})).records;
  const unfinished = (await store.listInbox({})).filter(({ state }) => state !== 'done');
  const problems =
    unfinished.length === 0 ? {} : { problems: unfinished.map(({ problem, state }) => `${state}: ${String(problem)}`) };
  if (payment !== undefined) {
    const { exception, final, receivedAmount, reviewReason, state } = payment;
    return { state, exception, final, receivedAmount, reviewReason, ...problems };
  }
  const balances = await store.balances();
  return {
    state: payout?.state,
    reviewReason: payout?.reviewReason,
    hold: payout?.hold,
    transactionId: payout?.transactionId,
    fee: payout?.fee,
    balances: Object.fromEntries(balances.map(({ amount, book }) => [book, amount.amount])),
    ...problems,
  };
}

/** Writes down every commit, so that another store can be brought to the same state. */
function recording(store: DurableStore, commits: (readonly Change[])[]): DurableStore {
  const commit: DurableStore['commit'] = async (changes, effect) => {
    const result = await store.commit(changes, effect);
    // A lease is nothing that a record begins with.
    if (result.committed)
      commits.push(changes.map((change) => ('fence' in change ? { ...change, fence: undefined } : change)));
    return result;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
