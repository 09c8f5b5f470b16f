import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AlertChannel, DurablePaymuxConfig } from 'paymux';
import { type CommandHost, type Environment, misused } from '../command.js';
import { isProfile, type Profile, PROFILES } from './profile.js';

/** What the service listens on, and where it is seen from outside. */
export interface ServerConfig {
  /** @defaultValue `127.0.0.1` */
  readonly host?: string | undefined;
  /** @defaultValue `8080` */
  readonly port?: number | undefined;
  /** The address that providers and people reach the service at, without a path of webhooks. */
  readonly publicUrl?: string | undefined;
}

/** The contents of a configuration file: one for every command. */
interface ConfigFile extends Partial<DurablePaymuxConfig> {
  readonly server?: ServerConfig | undefined;
  /** What is otherwise in a profile: whole members, and single ones of `server`. */
  readonly profiles?: Readonly<Partial<Record<Profile, ConfigFile>>> | undefined;
  /** Channels of alerts that code has made: only a `.js` or `.mjs` file has them. */
  readonly alertChannels?: readonly AlertChannel[] | undefined;
}

/** A configuration as commands work with it. */
export interface LoadedConfig {
  /** The file. Absent where the accounts are those of the environment. */
  readonly path: string | undefined;
  readonly profile: Profile;
  readonly config: DurablePaymuxConfig;
  readonly server: ServerConfig;
  readonly alertChannels: readonly AlertChannel[];
}

/** The names that are looked for where none is given, in this order. */
export const CONFIG_FILES = ['paymux.config.json', 'paymux.config.mjs', 'paymux.config.js'] as const;

/** The description of `--config`, which every command on accounts has. */
export const CONFIG_OPTION = [
  '--config <file>',
  `the configuration; PAYMUX_CONFIG, else ${CONFIG_FILES[0]}, .mjs or .js, else the accounts of the environment`,
] as const;

/** Where the configuration is, if it is in a file. */
export function findConfig({ directory, environment }: CommandHost, given?: string): string | undefined {
  const named = given ?? (environment['PAYMUX_CONFIG'] || undefined);
  if (named !== undefined) return resolve(directory, named);
  return CONFIG_FILES.map((name) => resolve(directory, name)).find((path) => existsSync(path));
}

/**
 * Reads the configuration, with what the profile has otherwise. Does not check the accounts: whoever connects them does.
 *
 * @throws {@link MisconfiguredError} It cannot be read, or nothing is configured.
 */
export async function loadConfig(host: CommandHost, given?: string): Promise<LoadedConfig> {
  const { directory, environment } = host;
  const path = findConfig(host, given);
  const profile = profileIn(environment);
  // Adapters are loaded when a command needs them, so that the others start quickly.
  const { configFromEnv } = await import('paymux');
  const file: ConfigFile = path === undefined ? configFromEnv(environment) : await readConfig(path, environment);
  const { profiles = {}, ...common } = file;
  const own = profiles[profile] ?? {};
  const {
    alertChannels = [],
    server = {},
    ...rest
  } = { ...common, ...own, server: { ...common.server, ...own.server } };
  return {
    path,
    profile,
    alertChannels,
    server: { ...server, publicUrl: referenced(server.publicUrl, environment) },
    config: {
      directory: path === undefined ? directory : dirname(path),
      ...rest,
      accounts: rest.accounts ?? [],
      ...(rest.store === undefined ? {} : { store: referenced(rest.store, environment) ?? '' }),
    },
  };
}

async function readConfig(path: string, environment: Environment): Promise<ConfigFile> {
  if (!existsSync(path)) throw misused(`There is no configuration at "${path}". "paymux init" writes one.`);
  const { configFromFile } = await import('paymux');
  // Checked by whoever connects the accounts, which names every problem at once.
  if (path.endsWith('.json')) return configFromFile(path);
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as typeof loaded;
  } catch (error) {
    throw misused(`"${path}" failed while it was loaded (${error instanceof Error ? error.name : 'an error'}).`);
  }
  const config: unknown =
    typeof loaded.default === 'function'
      ? await (loaded.default as (environment: Environment) => unknown)(environment)
      : loaded.default;
  if (typeof config !== 'object' || config === null) {
    throw misused(`"${path}" must have a default export: a configuration, or a function that gives one.`);
  }
  return config;
}

function profileIn(environment: Environment): Profile {
  const name = environment['PAYMUX_PROFILE'] || 'development';
  if (isProfile(name)) return name;
  throw misused(`PAYMUX_PROFILE must be one of ${PROFILES.join(', ')}.`);
}

/** A text, or the variable that it names as `env:NAME`. */
function referenced(text: string | undefined, environment: Environment): string | undefined {
  return typeof text === 'string' && text.startsWith('env:') ? environment[text.slice('env:'.length)] : text;
}
