import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { secretTexts } from '../config/account-settings.js';
import { fileOfStore, isPostgres } from '../config/store-place.js';
import { type Check, type Examination, type Found, problemIf } from './check.js';
import { isLocal } from './local-url.js';
import { addressOf } from './provider-address.js';

const OLDEST_NODE = [20, 19] as const;
const MOST_OFF_MS = 60_000;
const ASK_MS = 5000;

const nodeVersion: Check = {
  name: 'node-version',
  good: 'this version of Node.js is new enough',
  run({ nodeVersion: version }) {
    const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
    const [oldest, oldestMinor] = OLDEST_NODE;
    return problemIf(
      major < oldest || (major === oldest && minor < oldestMinor),
      `Node.js ${version} is older than ${String(oldest)}.${String(oldestMinor)}.`,
      'Install a newer Node.js.',
    );
  },
};

const fileModes: Check = {
  name: 'file-modes',
  good: 'nobody else on this machine can read files with secrets or the books',
  run(examination) {
    if (process.platform === 'win32') return { skipped: 'Windows has no such modes' };
    return filesWithSecrets(examination).flatMap((file) =>
      problemIf(
        (statSync(file).mode & 0o077) !== 0,
        `Others on this machine can read or change "${file}".`,
        `Run: chmod ${statSync(file).isDirectory() ? '700' : '600'} "${file}"`,
      ),
    );
  },
};

/** Files that hold secrets or the books. A configuration is one of them only where a secret stands in it. */
function filesWithSecrets({ accounts, host: { directory }, loaded: { path }, place }: Examination): readonly string[] {
  const texts = accounts.flatMap(({ written }) => secretTexts(written).map(([, text]) => text));
  const named = texts.flatMap((text) => (text.startsWith('file:') ? [text.slice('file:'.length)] : []));
  const isSecret = texts.some((text) => !/^(?:env|file):/.test(text));
  return [
    join(directory, '.env'),
    ...(path !== undefined && isSecret ? [path] : []),
    ...named,
    ...(isPostgres(place) ? [] : [fileOfStore(place)]),
  ].filter((file) => existsSync(file));
}

const ignoredEnv: Check = {
  name: 'env-not-ignored',
  good: '".env" is kept out of Git',
  run({ host: { directory } }) {
    if (!existsSync(join(directory, '.env'))) return { skipped: 'there is none here' };
    if (!existsSync(join(directory, '.git'))) return { skipped: 'this folder is not the root of a Git repository' };
    const ignored = existsSync(join(directory, '.gitignore'))
      ? readFileSync(join(directory, '.gitignore'), 'utf8').split(/\r?\n/)
      : [];
    return problemIf(
      !ignored.some((line) => /^\/?(?:\.env|\.env\*|\*\.env|\.env\.\*)$/.test(line.trim())),
      'The file .env holds secrets, and git does not ignore it.',
      'Add the line ".env" to .gitignore; if it was committed, replace every secret in it.',
    );
  },
};

const clock: Check = {
  name: 'clock',
  good: 'the clock of this machine agrees with that of the providers',
  async run(examination) {
    const { accounts, isOnline } = examination;
    const bases = accounts.flatMap((account) => addressOf(account) ?? []);
    const asked = bases.filter((base) => isOnline || isLocal(base));
    if (asked.length === 0) return { skipped: isOnline ? 'no address of a provider is known' : 'needs --online' };
    const offsets = await Promise.all([...new Set(asked)].map(offsetMs));
    if (offsets.every((offset) => offset === undefined)) return { skipped: 'no provider told its time' };
    const most = offsets.reduce<number>((far, ms = 0) => (Math.abs(ms) > Math.abs(far) ? ms : far), 0);
    return problemIf(
      Math.abs(most) > MOST_OFF_MS,
      `The clock of this machine is ${String(Math.round(Math.abs(most) / 1000))} seconds ${most > 0 ? 'ahead of' : 'behind'} that of a provider.`,
      'Set it by NTP: signatures with a time stamp are refused, and work is done too early or too late.',
    );
  },
};

/** By how much the clock here is ahead of the one at an address; absent where nobody tells. */
async function offsetMs(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ASK_MS) });
    const told = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(told) ? undefined : Date.now() - told;
  } catch {
    // Whether it can be reached has a check of its own.
    return undefined;
  }
}

const alerts: Check = {
  name: 'alerts-reach-nobody',
  good: 'alerts reach somebody',
  run: ({ loaded: { alertChannels, config } }): Found =>
    (config.alertRules ?? []).length === 0
      ? { skipped: 'there are no rules for alerts' }
      : problemIf(
          alertChannels.length === 0,
          'There are rules for alerts, and nobody is told.',
          'Make alertChannels in a configuration that is a .mjs file: chatChannel, emailChannel or webhookChannel of paymux.',
        ),
};

/** Checks of the machine, its files and its clock. */
export const MACHINE_CHECKS: readonly Check[] = [nodeVersion, fileModes, ignoredEnv, clock, alerts];
