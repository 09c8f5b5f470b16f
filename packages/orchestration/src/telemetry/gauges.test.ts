import { MetricsRegistry, silentTelemetry } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { aRequest, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import type { AccountHealth } from '../routing/account-health.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Gauges } from './gauges.js';

const REVIEW = 'paymux_needs_review{paymux_subject="payout"}';

function openGauges(ledger = openLedger(openTill()), health: readonly AccountHealth[] = []) {
  const telemetry = new MetricsRegistry();
  const { clock, logger, store } = ledger;
  return { ...ledger, telemetry, gauges: new Gauges({ store, clock, logger, telemetry, health: () => health }) };
}

test('gauges tell what a person has to look at, and what is waiting', async () => {
  const till = openTill();
  const { clock, gauges, pass, payouts, store, telemetry } = openGauges(openLedger(till));
  await payouts.createPayout(aRequest());
  till.settle('salary-1', { status: 'unrecognised', final: false, providerStatus: 'strange' });
  await pass(5 * MINUTE_MS);
  const at = clock.now();
  await store.commit([
    {
      change: 'inbox_insert',
      message: {
        account: 'main',
        key: 'k',
        kind: 'payout',
        type: 't',
        event: '{}',
        state: 'dead',
        receivedAt: at,
        attempts: 16,
      },
    },
    { change: 'document_insert', document: { kind: 'alert', id: 'a', revision: 1, state: 'firing', at, body: {} } },
  ]);

  await gauges.sample();

  const text = telemetry.text();
  for (const line of [
    `${REVIEW} 1`,
    'paymux_needs_review{paymux_subject="payment"} 0',
    'paymux_inbox_backlog{paymux_state="waiting"} 0',
    'paymux_inbox_backlog{paymux_state="dead"} 1',
    'paymux_alerts_firing 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
});

test('gauges tell the state of every account as one of several', async () => {
  const health: readonly AccountHealth[] = [{ account: 'main', state: 'open', failures: 5, outcomes: 5 }];
  const { gauges, telemetry } = openGauges(undefined, health);
  await gauges.sample();
  const told = telemetry.text().match(/paymux_account_health\{.+/g);
  expect(told).toEqual([
    'paymux_account_health{paymux_account="main",paymux_state="healthy"} 0',
    'paymux_account_health{paymux_account="main",paymux_state="open"} 1',
    'paymux_account_health{paymux_account="main",paymux_state="trial"} 0',
  ]);
});

test('the store is asked again after a while and not sooner, however often somebody wants to know', async () => {
  const { clock, gauges, store, telemetry } = openGauges();
  let looks = 0;
  const listPayouts = store.listPayouts.bind(store);
  store.listPayouts = (query) => {
    looks += 1;
    return listPayouts(query);
  };
  await Promise.all([gauges.sample(), gauges.sample()]);
  await gauges.sample();
  expect(looks).toBe(1);
  await clock.advance(15_000);
  await gauges.sample();
  expect(looks).toBe(2);
  expect(telemetry.text()).toContain(`${REVIEW} 0`);
});

test('a store that cannot be read leaves a warning, and nobody is asked where nobody measures', async () => {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const store = new InMemoryStore({ clock });
  store.listPayouts = () => Promise.reject(new StoreUnavailableError('gone'));
  await new Gauges({ store, clock, logger, telemetry: silentTelemetry }).sample();
  expect(logger.records).toEqual([]);
  await new Gauges({ store, clock, logger, telemetry: new MetricsRegistry() }).sample();
  expect(logger.records).toMatchObject([{ level: 'warn', event: 'gauges.not_measured' }]);
});
