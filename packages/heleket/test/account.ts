import type { Dependencies } from '@paymux/core';
import { createPatientDependencies, openWebhookReceiver } from '@paymux/merchant-sign/testing';
import { type HeleketSimulator, type HeleketSimulatorOptions, startHeleketSimulator } from '@paymux/simulators';
import { onTestFinished } from 'vitest';
import { createHeleket, type HeleketApiKeyOptions, type HeleketMerchantSignOptions } from '../src/index.js';

/** A simulator and a receiver of its webhooks, for one test. Nothing moves its clock but the test. */
export async function start(options: HeleketSimulatorOptions = {}) {
  const receiver = await openWebhookReceiver();
  onTestFinished(() => receiver.close());
  const simulator = await startHeleketSimulator({
    clock: 'virtual',
    webhookRetryDelaysMs: [],
    webhookUrl: receiver.url,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return { simulator, control: simulator.control, receiver };
}

/** The account with both keys, in the dialect `merchant-sign`. */
export function connect(
  { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey }: HeleketSimulator,
  options: Omit<Partial<HeleketMerchantSignOptions>, 'paymentApiKey' | 'payoutApiKey' | 'dialect'> = {},
  dependencies: Dependencies = {},
) {
  return createHeleket({ merchantId, baseUrl, ...options, paymentApiKey, payoutApiKey }, patient(dependencies));
}

/** The same account in the dialect `api-key`. */
export function connectByApiKey(
  { apiKey, baseUrl, merchantId, webhookSecret }: HeleketSimulator,
  options: Omit<Partial<HeleketApiKeyOptions>, 'dialect' | 'webhookSecret'> = {},
  dependencies: Dependencies = {},
) {
  return createHeleket(
    { merchantId, apiKey, baseUrl, ...options, dialect: 'api-key', webhookSecret },
    patient(dependencies),
  );
}

function patient(dependencies: Dependencies): Dependencies {
  const { close, ...parts } = createPatientDependencies();
  onTestFinished(close);
  return { ...parts, ...dependencies };
}

/** The account and everything around it, in the dialect `merchant-sign`. */
export async function open(options: HeleketSimulatorOptions = {}) {
  const around = await start(options);
  return { ...around, heleket: connect(around.simulator) };
}

/** The account and everything around it, in the dialect `api-key`. */
export async function openByApiKey(
  options: HeleketSimulatorOptions = {},
  accountOptions: Omit<Partial<HeleketApiKeyOptions>, 'dialect' | 'webhookSecret'> = {},
) {
  const around = await start(options);
  return { ...around, heleket: connectByApiKey(around.simulator, accountOptions) };
}
