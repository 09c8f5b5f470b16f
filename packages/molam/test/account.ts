import { type Dependencies, KyHttpClient } from '@paymux/core';
import {
  createFakeClock,
  createRecordingLogger,
  createScriptedHttpClient,
  createSeededRandom,
  type ScriptedStep,
} from '@paymux/core/testing';
import { type MolamSimulator, type MolamSimulatorOptions, startMolamSimulator } from '@paymux/simulators';
import { onTestFinished } from 'vitest';
import { createMolam, type MolamOptions, type MolamWith } from '../src/index.js';

export const SECRET = 'whsec_test_5b1f9c02';
export const API_KEY = 'sk_test_account_3c77';

/** Where deliveries would go; nobody listens, and the simulator remembers what it sent. */
export const HOOK = 'http://127.0.0.1:1/hook';

export const USD_25 = { amount: '25.00', currency: 'USD' };

export const PAYMENT = { reference: 'order-1', amount: USD_25 } as const;

export const PAYOUT = {
  reference: 'payout-1',
  amount: { amount: '250.75', currency: 'EUR' },
  destination: { type: 'bank_account', bankCode: 'SNBK', accountNumber: 'SN08 0010 1234 5678', holder: 'Awa Diop' },
} as const;

export type WholeAccount = MolamWith<{ originEntityId: string; webhookSecrets: { 1: string } }>;

/** A simulator of its own for one test, on a clock that only the test moves. */
export async function openSimulator(options: MolamSimulatorOptions = {}): Promise<MolamSimulator> {
  const simulator = await startMolamSimulator({
    clock: 'virtual',
    webhookSecret: { kid: '1', secret: SECRET },
    webhookRetryDelaysMs: [],
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** The account with all its parts. Its waits between attempts take no time. */
export function connect(
  { apiKey, baseUrl }: Pick<MolamSimulator, 'apiKey' | 'baseUrl'>,
  options: Partial<MolamOptions> = {},
  dependencies: Dependencies = {},
): WholeAccount {
  const httpClient = new KyHttpClient({ clock: createFakeClock() });
  onTestFinished(() => httpClient.close());
  return createMolam(
    { apiKey, baseUrl, originEntityId: 'merch_1', ...options, webhookSecrets: options.webhookSecrets ?? { 1: SECRET } },
    {
      httpClient,
      clock: createFakeClock(undefined, { autoAdvance: true }),
      random: createSeededRandom(),
      ...dependencies,
    },
  ) as WholeAccount;
}

export async function open(simulatorOptions: MolamSimulatorOptions = {}, options: Partial<MolamOptions> = {}) {
  const simulator = await openSimulator(simulatorOptions);
  const logger = createRecordingLogger();
  const molam = connect(simulator, options, { logger });
  const warnings = () => logger.records.filter(({ level, event }) => level === 'warn' && event !== 'attempt.failed');
  return { simulator, molam, logger, warnings };
}

/** The account with a script instead of a network. */
export function scripted(steps: readonly ScriptedStep[], options: Partial<MolamOptions> = {}) {
  const http = createScriptedHttpClient(steps);
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const logger = createRecordingLogger();
  const provider = connect({ apiKey: API_KEY, baseUrl: 'https://api.molam.com' }, options, {
    httpClient: http,
    clock,
    logger,
  });
  return { http, clock, logger, molam: provider };
}

/** An intent as the wire writes it. */
export function intent(members: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'pi_A1',
    object: 'payment_intent',
    amount: 2500,
    currency: 'USD',
    status: 'requires_payment_method',
    capture: true,
    metadata: { paymux_reference: 'order-1' },
    latest_charge: null,
    next_action: null,
    created_at: '2026-01-01T00:00:00.000Z',
    ...members,
  };
}

/** A payout as the wire writes it. */
export function payout(members: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'po_A1',
    object: 'payout',
    amount: 250.75,
    currency: 'EUR',
    status: 'pending',
    beneficiary: { type: 'bank_account', account_number: '****5678' },
    metadata: { paymux_reference: 'payout-1' },
    created_at: '2026-01-01T00:00:00.000Z',
    ...members,
  };
}

/** A refund as the wire writes it. */
export function refund(members: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'ref_A1',
    object: 'refund',
    charge_id: 'ch_A1',
    payment_intent_id: 'pi_A1',
    amount: 1000,
    currency: 'USD',
    status: 'succeeded',
    metadata: { paymux_reference: 'refund-1' },
    created_at: '2026-01-01T00:00:00.000Z',
    ...members,
  };
}

/** The bodies that were sent to a path, oldest first. */
export function bodiesSent({ control }: MolamSimulator, path: string): readonly unknown[] {
  return control
    .requests()
    .filter((request) => request.path === path && request.method === 'POST')
    .map(({ text }) => (text === '' ? undefined : (JSON.parse(text) as unknown)));
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail, and did not.');
    },
    (error: unknown) => error,
  );
}

/** Everything that a listing gives. */
export async function all<Item>(listing: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listing) items.push(item);
  return items;
}
