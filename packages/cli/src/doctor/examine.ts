import { PaymentsError, type Problem as OptionProblem, systemClock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import type { Paymux } from 'paymux';
import type { CommandHost } from '../command.js';
import { accountSettings } from '../config/account-settings.js';
import { loadConfig, type LoadedConfig } from '../config/load-config.js';
import { storePlace } from '../config/store-place.js';
import type { SystemOptions } from '../open-system.js';
import type { Examination } from './check.js';

/** An examination, and what ends it. */
export interface OpenExamination extends Examination {
  close(): Promise<void>;
}

/**
 * Brings together what is looked at. Makes and changes nothing: a store that is behind is not opened, as that would
 * bring it up to date.
 */
export async function examine(
  host: CommandHost,
  options: SystemOptions & { readonly online?: boolean | undefined },
): Promise<OpenExamination> {
  const loaded = await loadConfig(host, options.config);
  const place = storePlace(host, options.store, loaded);
  const { misconfigured, paymux } = await connected(loaded, host);
  const store = await openedAsItIs(place);
  return {
    host,
    loaded,
    place,
    paymux,
    misconfigured,
    store,
    accounts: await accountSettings(loaded, host.environment),
    now: systemClock.now(),
    nodeVersion: process.version,
    isOnline: options.online === true,
    async close() {
      await Promise.all([paymux?.close(), store?.close()]);
    },
  };
}

/** The accounts, or what is wrong with them; and what is wrong with the rules. */
async function connected(
  { config }: LoadedConfig,
  { environment }: CommandHost,
): Promise<Pick<Examination, 'misconfigured' | 'paymux'>> {
  const { checkDurableConfig, createPaymux } = await import('paymux');
  const { accounts, defaultAccount, directory } = config;
  const rules = checkDurableConfig(config);
  try {
    const paymux: Paymux = await createPaymux({ accounts, defaultAccount, directory }, { environment });
    return { paymux, misconfigured: rules };
  } catch (error) {
    if (!PaymentsError.isInstance(error) || !('problems' in error)) throw error;
    return { paymux: undefined, misconfigured: [...(error.problems as readonly OptionProblem[]), ...rules] };
  }
}

async function openedAsItIs(place: string): Promise<DurableStore | undefined> {
  const { inspectStore, openStore } = await import('@paymux/store');
  try {
    const { exists, pending } = await inspectStore(place);
    return exists && pending.length === 0 ? await openStore({ url: place }) : undefined;
  } catch {
    // What is wrong with it has checks of its own.
    return undefined;
  }
}
