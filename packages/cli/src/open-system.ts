import { existsSync } from 'node:fs';
import type { Logger } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import type { DurablePaymux, DurablePaymuxConfig } from 'paymux';
import { CommandFailedError, type CommandHost, misused } from './command.js';
import { accountSettings } from './config/account-settings.js';
import { findConfig, loadConfig, type LoadedConfig } from './config/load-config.js';
import { fileOfStore, isPostgres, storePlace } from './config/store-place.js';
import { isLocal } from './doctor/local-url.js';
import { unmetDemands } from './doctor/profile-checks.js';
import { EXIT_CODE } from './exit-code.js';

/** Where a command finds accounts and store. */
export interface SystemOptions {
  readonly config?: string | undefined;
  readonly store?: string | undefined;
}

/** A system that is open, and what it was opened from. */
export interface OpenSystem {
  readonly paymux: DurablePaymux;
  readonly loaded: LoadedConfig;
}

/**
 * Reads the configuration, holds it against its profile, and opens the system, whose worker does not run.
 *
 * @param logger - Nothing is logged where there is none.
 * @throws {@link CommandFailedError} The profile demands what the configuration does not have.
 * @throws Whatever `openPaymux` throws.
 */
export async function openSystem(host: CommandHost, options: SystemOptions, logger?: Logger): Promise<OpenSystem> {
  const loaded = await loadConfig(host, options.config);
  const store = storePlace(host, options.store, loaded);
  await requireProfile(loaded, store, host);
  const { openServiceSystem } = await import('@paymux/server/system');
  const paymux = await openServiceSystem(
    { ...loaded.config, ...(await webhookBase(loaded, host)), store },
    { environment: host.environment, alertChannels: loaded.alertChannels, logger },
  );
  return { paymux, loaded };
}

/** @throws {@link CommandFailedError} The profile demands what the configuration does not have. */
export async function requireProfile(loaded: LoadedConfig, store: string, host: CommandHost): Promise<void> {
  const unmet = await unmetDemands(loaded, store, host);
  if (unmet.length > 0) throw misused(unmet.map(({ fix, what }) => `${what}\n${fix}`).join('\n'));
}

/** Opens the system for one piece of work, and closes it whatever comes of it. */
export async function withSystem<Result>(
  host: CommandHost,
  options: SystemOptions,
  work: (system: OpenSystem) => Promise<Result>,
): Promise<Result> {
  const system = await openSystem(host, options);
  try {
    return await work(system);
  } finally {
    await system.paymux.close();
  }
}

/**
 * Opens the store alone for one piece of work. One that is not there is an error, and not a new and empty store: a name
 * may have been mistyped.
 *
 * @throws {@link CommandFailedError} There is none.
 */
export async function withStore<Result>(
  host: CommandHost,
  options: SystemOptions,
  work: (store: DurableStore) => Promise<Result>,
): Promise<Result> {
  const place = await placeOf(host, options);
  if (!isPostgres(place) && !existsSync(fileOfStore(place))) {
    throw new CommandFailedError(`There is no store at "${fileOfStore(place)}". Name another --store.`);
  }
  // Stores and engines are loaded when a command needs them, so that the others start quickly.
  const [{ openStore }, { PaymentsError }] = await Promise.all([import('@paymux/store'), import('@paymux/core')]);
  const store = await openStore({ url: place }).catch((cause: unknown) => {
    if (!PaymentsError.isInstance(cause) || cause.code !== 'store_unavailable') throw cause;
    throw new CommandFailedError(`${cause.message}\nNothing was done.`, { exitCode: EXIT_CODE.notSent, cause });
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Where the store is, for commands that need no account. */
export async function placeOf(host: CommandHost, { config, store }: SystemOptions): Promise<string> {
  const isConfigured = store === undefined && findConfig(host, config) !== undefined;
  return storePlace(host, store, isConfigured ? await loadConfig(host, config) : undefined);
}

/**
 * Where the service takes webhooks, unless the configuration says so itself. A service on this machine is reached by
 * nobody but simulators, and a provider refuses such an address.
 */
async function webhookBase(
  loaded: LoadedConfig,
  { environment }: CommandHost,
): Promise<Pick<DurablePaymuxConfig, 'webhookBaseUrl'>> {
  const { config, server } = loaded;
  const { publicUrl } = server;
  if (publicUrl === undefined || config.webhookBaseUrl !== undefined) return {};
  const accounts = isLocal(publicUrl) ? await accountSettings(loaded, environment) : [];
  return accounts.every(({ options }) => isLocal(options['baseUrl']))
    ? { webhookBaseUrl: `${publicUrl.replace(/\/$/, '')}/webhooks` }
    : {};
}
