import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { createCryptomus } from '@paymux/cryptomus';
import { UndiciHttpClient } from '@paymux/core';
import { type GoalContext, judged } from '../goal.js';
import { PAYMENT_REQUEST, WIRE_HEADERS } from '../outbound/sample-exchange.js';
import { startedServer } from '../outbound/start-answering-server.js';

const CALLS_PER_SECOND = 200;
const CALM_SECONDS = 2;
const STORM_SECONDS = 8;
const HEALED_SECONDS = 10;

/** A provider answers nothing but 503 for some seconds and heals, while calls go on arriving as before. */
export async function measure({ progress, result }: GoalContext): Promise<void> {
  const child = fork(fileURLToPath(new URL('../outbound/storm-server.js', import.meta.url)), { execArgv: [] });
  const server = await startedServer(child);
  const httpClient = new UndiciHttpClient();
  const provider = createCryptomus(
    {
      merchantId: WIRE_HEADERS['merchant'] ?? '',
      paymentApiKey: 'a key that signs payments',
      baseUrl: `http://127.0.0.1:${String(server.port)}`,
    },
    { httpClient },
  );
  const told = async (message: 'fail' | 'heal' | 'count'): Promise<number> => {
    child.send(message);
    const [requests] = (await once(child, 'message')) as [number];
    return requests;
  };
  const offered = new OfferedCalls(() => provider.payments.createPayment(PAYMENT_REQUEST));
  try {
    progress('calm');
    await offered.during(CALM_SECONDS);
    const calm = offered.succeeded / CALM_SECONDS;

    progress('storm');
    await told('fail');
    const before = offered.begun;
    await offered.during(STORM_SECONDS);
    const requests = await told('heal');
    const calls = offered.begun - before;
    result(
      judged({
        name: 'P18 requests that a provider gets while it answers 503 / calls that were made',
        ratio: requests / calls,
        atMost: 1.1,
        ours: { name: 'requests', figure: requests / STORM_SECONDS, unit: '/s' },
        theirs: { name: 'calls', figure: calls / STORM_SECONDS, unit: '/s' },
        note: `Every call may be repeated three times; the account's budget of repeats holds them back.`,
      }),
    );

    progress('healed');
    const seconds = await secondsUntilRecovered(offered, 0.9 * calm);
    result(
      judged({
        name: 'P18 until nine in ten calls succeed again once the provider has healed',
        ratio: seconds,
        atMost: HEALED_SECONDS,
        ours: { name: 'recovered after', figure: seconds, unit: 's' },
      }),
    );
  } finally {
    await offered.settled();
    await httpClient.close();
    await server.close();
  }
}

/** Begins calls at a steady rate, whatever becomes of those before. */
class OfferedCalls {
  begun = 0;
  succeeded = 0;
  readonly #call: () => Promise<unknown>;
  readonly #underWay = new Set<Promise<void>>();

  constructor(call: () => Promise<unknown>) {
    this.#call = call;
  }

  async during(seconds: number): Promise<void> {
    const startedAt = performance.now();
    const already = this.begun;
    const wanted = Math.round(seconds * CALLS_PER_SECOND);
    while (this.begun - already < wanted) {
      const due = Math.ceil(((performance.now() - startedAt) / 1000) * CALLS_PER_SECOND);
      while (this.begun - already < Math.min(due, wanted)) this.#begin();
      await wait(2);
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #begin(): void {
    this.begun += 1;
    const call = this.#call().then(
      () => void (this.succeeded += 1),
      () => undefined,
    );
    this.#underWay.add(call);
    void call.finally(() => this.#underWay.delete(call));
  }
}

/** NaN where that takes longer than it may. */
async function secondsUntilRecovered(offered: OfferedCalls, perSecond: number): Promise<number> {
  const slice = 0.5;
  for (let seconds = slice; seconds <= HEALED_SECONDS; seconds += slice) {
    const before = offered.succeeded;
    await offered.during(slice);
    if ((offered.succeeded - before) / slice >= perSecond) return seconds;
  }
  return Number.NaN;
}
