import { tmpdir } from 'node:os';
import { relative, resolve } from 'node:path';
import type { CommandHost } from '../command.js';
import { accountSettings, secretTexts } from '../config/account-settings.js';
import type { LoadedConfig } from '../config/load-config.js';
import type { Profile } from '../config/profile.js';
import { fileOfStore, isPostgres } from '../config/store-place.js';
import { type Check, type Examination, type Problem, problemIf } from './check.js';
import { isLocal } from './local-url.js';

/** What a profile demands is looked at without anything being opened: also before every start. */
type Subject = Pick<Examination, 'accounts' | 'host' | 'loaded' | 'place'>;

interface Demand extends Check {
  readonly profiles: readonly Profile[];
  run(subject: Subject): readonly Problem[];
}

const STRICT: readonly Profile[] = ['staging', 'production'];
const LIVE: readonly Profile[] = ['production'];

const secretsByReference: Demand = {
  name: 'secrets-by-reference',
  good: 'no secret stands in the configuration',
  profiles: STRICT,
  run({ accounts, loaded: { path } }) {
    // Where the accounts come from the environment, every value does.
    if (path === undefined) return [];
    const written = accounts.flatMap(({ id, written: options }) =>
      secretTexts(options).flatMap(([name, text]) => (/^(?:env|file):/.test(text) ? [] : [`accounts.${id}.${name}`])),
    );
    return problemIf(
      written.length > 0,
      `The configuration holds secrets in plain text: ${written.join(', ')}.`,
      'Write "env:NAME" or "file:path" in their place, and replace the secrets at the provider: they were readable.',
    );
  },
};

const publicUrl: Demand = {
  name: 'public-url',
  good: 'server.publicUrl is a public https address',
  profiles: STRICT,
  run: ({ loaded: { profile, server } }) =>
    problemIf(
      server.publicUrl === undefined || !isPublicHttps(server.publicUrl),
      `server.publicUrl is no public https address, and this is the ${profile} profile.`,
      'Set server.publicUrl to the https address that providers deliver webhooks to.',
    ),
};

function isPublicHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:' && !isLocal(url);
}

const noSimulators: Demand = {
  name: 'no-simulators',
  good: 'no account leads to this machine',
  profiles: LIVE,
  run({ accounts }) {
    const simulated = accounts.filter(({ options }) => isLocal(options['baseUrl'])).map(({ id }) => id);
    return problemIf(
      simulated.length > 0,
      `Accounts lead to this machine, and this is the production profile: ${simulated.join(', ')}.`,
      'Remove baseUrl from their options in this profile, so that they reach the provider itself.',
    );
  },
};

const noFakes: Demand = {
  name: 'no-fakes',
  good: 'no account is a fake',
  profiles: LIVE,
  run({ accounts }) {
    const fakes = accounts.filter(({ provider }) => provider === 'fake').map(({ id }) => id);
    return problemIf(
      fakes.length > 0,
      `Accounts are fakes, and this is the production profile: ${fakes.join(', ')}.`,
      'Name a real provider for them in this profile.',
    );
  },
};

const liveKeys: Demand = {
  name: 'live-keys',
  good: 'no account has a sandbox key',
  profiles: LIVE,
  run({ accounts }) {
    const tests = accounts.filter(({ options: { apiKey } }) => typeof apiKey === 'string' && /^sk_test_/.test(apiKey));
    return problemIf(
      tests.length > 0,
      `Accounts have sandbox keys, and this is the production profile: ${tests.map(({ id }) => id).join(', ')}.`,
      'Give them the keys of the live account.',
    );
  },
};

const lastingStore: Demand = {
  name: 'lasting-store',
  good: 'the store is in a folder that lasts',
  profiles: LIVE,
  run({ host: { environment }, place }) {
    const folder = environment['TMPDIR'] || tmpdir();
    return problemIf(
      !isPostgres(place) && isWithin(folder, fileOfStore(place)),
      'The store is in a folder for temporary files, which machines clear, and this is the production profile.',
      'Put the store into a folder that lasts, or name a PostgreSQL database in DATABASE_URL.',
    );
  },
};

function isWithin(folder: string, file: string): boolean {
  return !relative(resolve(folder), resolve(file)).startsWith('..');
}

const DEMANDS: readonly Demand[] = [secretsByReference, publicUrl, noSimulators, noFakes, liveKeys, lastingStore];

/** What the profiles demand, each of which is not looked at in a profile that does not. */
export const PROFILE_CHECKS: readonly Check[] = DEMANDS.map(({ good, name, profiles, run }) => ({
  name,
  good,
  run: (examination) =>
    profiles.includes(examination.loaded.profile)
      ? run(examination)
      : { skipped: `only the profile ${profiles.join(' or ')} demands it` },
}));

/** Everything that the profile demands and the configuration does not have. */
export async function unmetDemands(
  loaded: LoadedConfig,
  place: string,
  host: CommandHost,
): Promise<readonly Problem[]> {
  const demands = DEMANDS.filter(({ profiles }) => profiles.includes(loaded.profile));
  if (demands.length === 0) return [];
  const accounts = await accountSettings(loaded, host.environment);
  return demands.flatMap((demand) => demand.run({ accounts, host, loaded, place }));
}
