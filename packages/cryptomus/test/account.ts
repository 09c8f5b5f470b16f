import type { Dependencies } from '@paymux/core';
import { createPatientDependencies } from '@paymux/merchant-sign/testing';
import { type CryptomusSimulator, type CryptomusSimulatorOptions, startCryptomusSimulator } from '@paymux/simulators';
import { onTestFinished } from 'vitest';
import { createCryptomus, type CryptomusOptions, type CryptomusProvider, type CryptomusWith } from '../src/index.js';

export {
  bodiesSent,
  failureOf,
  SAMPLE_ADDRESSES as ADDRESS,
  SAMPLE_PAYMENT as PAYMENT,
  SAMPLE_PAYOUT as PAYOUT,
} from '@paymux/merchant-sign/testing';

export const USD_15 = { amount: '15.00', currency: 'USD' };

export type BothKeys = CryptomusWith<{ merchantId: string; paymentApiKey: string; payoutApiKey: string }>;

/** A simulator of its own for one test, on a clock that only the test moves. */
export async function openSimulator(options: CryptomusSimulatorOptions = {}): Promise<CryptomusSimulator> {
  const simulator = await startCryptomusSimulator({ clock: 'virtual', ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

type OtherOptions = Omit<Partial<CryptomusOptions>, 'paymentApiKey' | 'payoutApiKey'>;

/** The account with both keys. Its waits between attempts take no time. */
export function connect(
  simulator: CryptomusSimulator,
  options: OtherOptions = {},
  dependencies: Dependencies = {},
): BothKeys {
  const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
  return createCryptomus(
    { merchantId, baseUrl, ...options, paymentApiKey: paymentKey, payoutApiKey: payoutKey },
    withDependencies(dependencies),
  );
}

/** The account with one of its keys. */
export function connectWithOne(
  simulator: CryptomusSimulator,
  key: 'payment' | 'payout',
  options: OtherOptions = {},
): CryptomusProvider {
  const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
  const keys = key === 'payment' ? { paymentApiKey: paymentKey } : { payoutApiKey: payoutKey };
  return createCryptomus({ merchantId, baseUrl, ...options, ...keys }, withDependencies({}));
}

export async function open(
  simulatorOptions: CryptomusSimulatorOptions = {},
  options: OtherOptions = {},
): Promise<{ readonly simulator: CryptomusSimulator; readonly cryptomus: BothKeys }> {
  const simulator = await openSimulator(simulatorOptions);
  return { simulator, cryptomus: connect(simulator, options) };
}

function withDependencies(dependencies: Dependencies): Dependencies {
  const patient = createPatientDependencies();
  onTestFinished(() => patient.close());
  return { ...patient, ...dependencies };
}
