import { readFileSync } from 'node:fs';
import type { Environment } from '../command.js';
import type { LoadedConfig } from './load-config.js';

/** An account whose options were followed to their values. Holds secrets: never printed, never logged. */
export interface AccountSettings {
  readonly id: string;
  /** The name of the provider, or what it calls itself where it is connected already. */
  readonly provider: string;
  /** As they were written, references included. Empty where none were. */
  readonly written: Readonly<Record<string, unknown>>;
  /** What the account is connected with: what was written, or what its provider reads from the environment. */
  readonly options: Readonly<Record<string, unknown>>;
  /** References that lead nowhere. */
  readonly missing: readonly { readonly path: string; readonly message: string }[];
}

/** Follows the references in the options of every account that can be read. */
export async function accountSettings(
  { config }: LoadedConfig,
  environment: Environment,
): Promise<readonly AccountSettings[]> {
  const { accountOptionsFromEnv, isProviderName, resolveReferences } = await import('paymux');
  const sources = { environment, readFile: (path: string) => readFileSync(path, 'utf8') };
  // A file may hold anything at all.
  const accounts = (Array.isArray(config.accounts) ? config.accounts : []) as readonly unknown[];
  const settings = accounts.map(async (account, index): Promise<AccountSettings> => {
    const { id, options, provider } = Object(account) as Readonly<Record<string, unknown>>;
    const written = Object(options) as Readonly<Record<string, unknown>>;
    const name = typeof id === 'string' ? id : String(index);
    const given =
      options === undefined && isProviderName(provider) ? { ...accountOptionsFromEnv(provider, environment) } : written;
    const resolved = await resolveReferences(given, sources, `accounts.${name}`, ['webhookSecrets']);
    return {
      id: name,
      provider: typeof provider === 'string' ? provider : String((Object(provider) as { readonly id?: unknown }).id),
      written,
      options: resolved.options,
      missing: resolved.problems,
    };
  });
  return Promise.all(settings);
}

/** Every text among the options that is a secret by its name, with its path. */
export function secretTexts(options: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(options).flatMap(([name, value]) =>
    /(?:keys?|secrets?|password|token)$/i.test(name) ? texts(name, value) : [],
  );
}

function texts(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => texts(`${path}.${name}`, inner));
}
