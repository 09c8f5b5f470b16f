import type { HttpClient } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import type { DurableStore, PaymentRecord, PaymentRecordEvent, PayoutEvent, PayoutRecord } from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { type DurablePaymux, openPaymux } from 'paymux';
import { Chance } from '../chance.js';
import { faultScheduleOf, type FaultSchedule } from './fault-schedule.js';
import { FaultyWire, isOpening, type Opening, ProcessDied } from './faulty-wire.js';
import type { ScheduleBug } from './schedule-bugs.js';
import type { SharedAccounts } from './shared-accounts.js';
import { ACCOUNTS, type AccountName, type ThreeSimulators } from './three-simulators.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const MINUTE_MS = 60_000;
const ROUNDS = 60;

/** What of a simulator's books and requests belongs to one schedule. */
export interface SeenThere {
  /** The references under which it accepted something. */
  readonly accepted: readonly string[];
  /** How often money moved. */
  readonly moved: number;
  /** The requests to open something that arrived, by the fault that they met. */
  readonly openings: readonly (string | undefined)[];
}

/** What a schedule came to, here and at the simulators. */
export interface ScheduleOutcome {
  readonly schedule: FaultSchedule;
  readonly records: readonly (PaymentRecord | PayoutRecord)[];
  readonly events: readonly (PaymentRecordEvent | PayoutEvent)[];
  /** Requests to open something, in the order in which they were sent. */
  readonly openings: readonly Opening[];
  readonly seen: Readonly<Record<AccountName, SeenThere>>;
  readonly crashes: number;
  readonly requests: number;
  /** What was thrown where nothing may be thrown. */
  readonly surprises: readonly string[];
}

/** Runs the schedule of one seed over simulators that are running, until everything is settled. */
export async function runSchedule(
  seed: number,
  simulators: ThreeSimulators,
  { client, accounts: shared }: { readonly client: HttpClient; readonly accounts: SharedAccounts },
  bug?: ScheduleBug,
): Promise<ScheduleOutcome> {
  const chance = new Chance(seed);
  const schedule = faultScheduleOf(seed, chance);
  const controls = ACCOUNTS.map((name) => simulators.accounts[name].control);
  const start = Math.max(...controls.map((control) => control.now().getTime()));
  const clock = createFakeClock(new Date(start), { autoAdvance: true });
  const memory = new InMemoryStore({ clock });
  const store = bug?.store?.(memory) ?? memory;
  const wire = new FaultyWire(schedule, simulators, client);
  const accounts = shared.in({ clock, wire: bug?.wire?.(wire) ?? wire });
  const surprises: string[] = [];
  const before = controls.map((control) => control.requests().length);

  for (const control of controls) control.clearFaults();
  for (const kind of schedule.webhookFaults) chance.pick(controls).fault({ kind });
  const boot = (): Promise<DurablePaymux> =>
    openPaymux(
      { accounts, routing: { rules: schedule.rules }, worker: false },
      { store, clock, random: { next: () => chance.next(), bytes: (count) => chance.bytes(count) } },
    );
  let paymux = await boot();
  simulators.receive(schedule.reference, (request) => paymux.webhooks.handler()(request));

  /** What a process does; if it dies of it, another one takes its place when the lease is over. */
  async function living(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await wire.living(work);
      return true;
    } catch (error) {
      if (!(error instanceof ProcessDied)) {
        surprises.push(error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error');
        return true;
      }
      await clock.advance(4 * MINUTE_MS);
      paymux = await boot();
      return false;
    }
  }

  async function keepPace(): Promise<void> {
    const now = clock.now().getTime();
    for (const control of controls) await control.advance(Math.max(0, now - control.now().getTime()));
  }

  const asked = Array.from({ length: schedule.callers }, () => schedule);
  while (!(await living(() => Promise.all(asked.map((one) => ask(paymux, one, simulators.webhookUrl))))))
    await keepPace();
  const ended = new Set<string>();
  let looked = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === 10) wire.calm();
    await keepPace();
    await living(() => paymux.worker.drain());
    // Whoever accepted something brings it to an end after a while.
    if (round >= 2 && looked < wire.openings.length) {
      looked = wire.openings.length;
      for (const name of ACCOUNTS) {
        const there = simulators.accounts[name];
        for (const accepted of there.accepted()) {
          if (!accepted.reference.startsWith(schedule.reference) || ended.has(accepted.id)) continue;
          ended.add(accepted.id);
          await there.finish(accepted, schedule.end);
        }
      }
    }
    const waits = await Promise.all((['payouts', 'payments', 'inbox'] as const).map((kind) => memory.dueInMs(kind)));
    const next = Math.min(...waits.map((ms) => ms ?? Number.POSITIVE_INFINITY));
    if (round > 3 && (await isSettled(memory))) break;
    if (next !== Number.POSITIVE_INFINITY) await clock.advance(Math.max(next, 1));
  }
  await keepPace();
  await paymux.close();

  const records = [...(await memory.listPayouts({})).records, ...(await memory.listPayments({})).records];
  const events = (
    await Promise.all(
      records.map(({ id }) => (id.startsWith('po') ? memory.payoutEvents(id) : memory.paymentEvents(id))),
    )
  ).flat();
  const seen = Object.fromEntries(
    ACCOUNTS.map((name, index): [AccountName, SeenThere] => {
      const { accepted, control } = simulators.accounts[name];
      const isOurs = (reference: string | null): boolean => reference?.startsWith(schedule.reference) === true;
      return [
        name,
        {
          accepted: accepted()
            .map(({ reference }) => reference)
            .filter(isOurs),
          moved: control.transfers().filter(({ orderId }) => isOurs(orderId)).length,
          openings: control
            .requests()
            .slice(before[index])
            .filter(({ method, path }) => isOpening(method, path))
            .map(({ fault }) => fault),
        },
      ];
    }),
  ) as Record<AccountName, SeenThere>;
  const requests = controls.reduce((sum, control, index) => sum + control.requests().length - (before[index] ?? 0), 0);
  return { schedule, records, events, openings: wire.openings, seen, crashes: wire.crashes, requests, surprises };
}

async function ask(paymux: DurablePaymux, schedule: FaultSchedule, hooks: string): Promise<unknown> {
  const { kind, reference } = schedule;
  const common = { reference, creator: 'caller', client: 'client-1' };
  // Those whose webhooks go to registered endpoints pass it over.
  const webhookUrl = `${hooks}/${String(schedule.rules[1]?.accounts[0]?.account)}`;
  switch (kind) {
    case 'payment':
      return paymux.payments.createPayment({ ...common, amount: { amount: '15.00', currency: 'EUR' }, webhookUrl });
    case 'crypto payout':
      return paymux.payouts.createPayout({
        ...common,
        amount: { amount: '15', currency: 'USDT' },
        destination: { type: 'crypto_address', address: ADDRESS },
        network: 'tron',
        feeFrom: 'balance',
        webhookUrl,
      });
    case 'bank payout':
      return paymux.payouts.createPayout({
        ...common,
        amount: { amount: '250.75', currency: 'EUR' },
        destination: {
          type: 'bank_account',
          bankCode: 'SNBK',
          accountNumber: 'SN08 0010 1234 5678',
          holder: 'Awa Diop',
        },
      });
  }
}

const ENDS: ReadonlySet<string> = new Set(['confirmed', 'succeeded', 'failed', 'expired', 'cancelled', 'needs_review']);

async function isSettled(store: DurableStore): Promise<boolean> {
  const records = [...(await store.listPayouts({})).records, ...(await store.listPayments({})).records];
  return records.every(({ state }) => ENDS.has(state));
}
