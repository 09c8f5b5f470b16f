import type { PaymentProvider } from '@paymux/core';
import type { AccountSettings } from '../config/account-settings.js';
import { type Check, type Examination, type Found, type Problem, problemIf, type Skipped } from './check.js';
import { isLocal } from './local-url.js';
import { ADDRESS_VARIABLES, PROVIDER_HOSTS } from './provider-address.js';

const missingSecrets: Check = {
  name: 'missing-secret',
  good: 'every reference leads to a value',
  run: ({ accounts }) =>
    accounts.flatMap(({ missing }) =>
      missing.map(({ message, path }) => ({
        what: `${path} ${message}.`,
        fix: 'Set it, in .env or where the service gets its variables from, and start again.',
      })),
    ),
};

const ownProblems: Check = {
  name: 'configuration',
  good: 'the configuration holds what is allowed in it',
  run: ({ accounts, misconfigured }) => {
    // Those that lead nowhere and those that name no account have checks of their own.
    const missing = new Set(accounts.flatMap((account) => account.missing.map(({ path }) => path)));
    return misconfigured
      .filter(({ path }) => !missing.has(path) && !isOfAccounts(path) && !path.endsWith('.baseUrl'))
      .map(({ message, path }) => ({
        what: `${path} ${message}.`.trim(),
        fix: 'Change it in the configuration to what is allowed there.',
      }));
  },
};

const unknownAccounts: Check = {
  name: 'unknown-account',
  good: 'every account that is named is configured',
  run: ({ misconfigured }) =>
    misconfigured
      .filter(({ path }) => isOfAccounts(path))
      .map(({ message, path }) => ({
        what: `${path} ${message}.`,
        fix: 'Name an account that is configured, or configure the one that is named.',
      })),
};

/** Where a configuration names accounts: the default one, those with rules, those that are routed to. */
function isOfAccounts(path: string): boolean {
  return /^(?:defaultAccount|payoutRules\.[^.]+|routing\.rules\.\d+\.(?:accounts\.\d+\.account|fallback\.\d+)|approvals\.rules\.\d+\.account)$/.test(
    path,
  );
}

const swappedKeys = {
  name: 'keys-swapped',
  good: 'no payment key stands in the place of a payout key',
  async run(examination: Examination): Promise<Found> {
    const pairs = examination.accounts.filter(hasBothKeys);
    if (pairs.length === 0) return { skipped: 'no account has both' };
    const named = examination.accounts.filter(({ written }) => {
      const [payment, payout] = [written['paymentApiKey'], written['payoutApiKey']].map(String);
      return /payout/i.test(payment ?? '') && /payment/i.test(payout ?? '');
    });
    const asked = await Promise.all(
      examination.accounts.filter((each) => !named.includes(each)).map((each) => workTheOtherWay(each, examination)),
    );
    const swapped = [...named, ...asked.flatMap((each) => (each === undefined ? [] : [each]))];
    if (swapped.length === 0 && !pairs.every(({ options }) => mayAsk(options, examination))) return NEEDS_ONLINE;
    return swapped.map(({ id }) => ({
      what: `The payment key and the payout key of account "${id}" are swapped.`,
      fix: 'Exchange paymentApiKey and payoutApiKey.',
    }));
  },
} satisfies Check;

const NEEDS_ONLINE: Skipped = { skipped: 'needs --online' };

function hasBothKeys({ options: { paymentApiKey, payoutApiKey } }: AccountSettings): boolean {
  return paymentApiKey !== undefined && payoutApiKey !== undefined;
}

/** The account, if its provider refuses its keys as they are and takes them the other way round. */
async function workTheOtherWay(
  account: AccountSettings,
  examination: Examination,
): Promise<AccountSettings | undefined> {
  const { options, provider } = account;
  const { paymentApiKey, payoutApiKey } = options;
  if (paymentApiKey === undefined || payoutApiKey === undefined || !mayAsk(options, examination)) return undefined;
  const { createPaymux } = await import('paymux');
  const connected = async (keys: Readonly<Record<string, unknown>>): Promise<boolean> => {
    const asOptions = { ...options, ...keys, maxRetries: 0, timeoutMs: ASK_MS, deadlineMs: ASK_MS };
    const paymux = await createPaymux({
      accounts: [{ id: 'asked', provider: provider as 'cryptomus', options: asOptions }],
    });
    try {
      return (await accessOf(paymux.provider('asked'))) === 'let_in';
    } finally {
      await paymux.close();
    }
  };
  try {
    const isRight = await connected({});
    if (isRight) return undefined;
    return (await connected({ paymentApiKey: payoutApiKey, payoutApiKey: paymentApiKey })) ? account : undefined;
  } catch {
    // Options that cannot be used have a check of their own.
    return undefined;
  }
}

const ASK_MS = 5000;

/** Whether the provider lets the account in: with every key that it has, by calls that only read. */
async function accessOf(provider: PaymentProvider): Promise<'let_in' | 'refused' | 'no_answer'> {
  const { PaymentsError } = await import('@paymux/core');
  const query = { reference: 'paymux-doctor' };
  try {
    // A provider that finds things by its own ids alone is asked for a page.
    await (canFind(provider, 'findPayment')
      ? provider.payments?.findPayment(query)
      : provider.payments?.listPayments?.().page());
    await (canFind(provider, 'findPayout') ? provider.payouts?.findPayout(query) : undefined);
    return 'let_in';
  } catch (error) {
    return PaymentsError.isInstance(error) && error.code === 'authentication_refused' ? 'refused' : 'no_answer';
  }
}

function canFind({ capabilities }: PaymentProvider, operation: 'findPayment' | 'findPayout'): boolean {
  const created = operation === 'findPayment' ? 'createPayment' : 'createPayout';
  return capabilities.operations[created]?.lookup === 'reference';
}

/** Whether the account's provider may be asked: always on this machine, elsewhere only online. */
function mayAsk(options: Readonly<Record<string, unknown>>, { isOnline }: Examination): boolean {
  return isOnline || isLocal(options['baseUrl']);
}

const access: Check = {
  name: 'access',
  good: 'the providers let every account in',
  async run(examination) {
    const { accounts, paymux } = examination;
    if (paymux === undefined) return { skipped: 'the accounts cannot be connected as they are' };
    const swapped = await swappedKeys.run(examination);
    if (!('skipped' in swapped) && swapped.length > 0) return { skipped: 'keys are swapped' };
    const problems = accounts
      .filter(({ options }) => mayAsk(options, examination))
      .map(async ({ id }): Promise<readonly Problem[]> => {
        const answer = await accessOf(paymux.provider(id));
        return [
          ...problemIf(
            answer === 'refused',
            `The provider refuses the credentials of account "${id}".`,
            'Compare merchant id and keys with those that the provider shows, and whether they are of the same account.',
          ),
          ...problemIf(
            answer === 'no_answer',
            `The provider of account "${id}" cannot be reached, or does not answer as it should.`,
            'Look at baseUrl, at the network between, and at what the provider says of its own state.',
          ),
        ];
      });
    const found = (await Promise.all(problems)).flat();
    const isPart = !accounts.every(({ options }) => mayAsk(options, examination));
    return found.length === 0 && isPart ? NEEDS_ONLINE : found;
  },
};

const baseUrls: Check = {
  name: 'base-url',
  good: 'every account sends to where its provider answers',
  async run({ accounts, loaded: { profile } }) {
    const { checkBaseUrl } = await import('@paymux/core');
    return accounts.flatMap(({ id, options, provider }): readonly Problem[] => {
      const { allowInsecureHttp, allowPrivateNetwork, baseUrl } = options;
      if (typeof baseUrl !== 'string' || baseUrl === '') return [];
      const rules = {
        allowInsecureHttp: allowInsecureHttp === true,
        allowPrivateNetwork: allowPrivateNetwork === true,
      };
      const problem = checkBaseUrl(baseUrl, rules);
      if (problem !== undefined) {
        return [
          {
            what: `The baseUrl of account "${id}" ${problem}.`,
            fix: 'Remove it, or set it to the API of the provider.',
          },
        ];
      }
      const { hostname } = new URL(baseUrl);
      const owner = Object.entries(PROVIDER_HOSTS).find(([, hosts]) => hosts.includes(hostname))?.[0];
      const isStaging = profile === 'production' && hostname.startsWith('staging-');
      return problemIf(
        isStaging ||
          (owner !== undefined && owner !== provider) ||
          /\.(?:cryptomus|heleket|molam)\.com$/.test(hostname) !== (owner !== undefined),
        `The baseUrl of account "${id}" is not where ${provider} answers${isStaging ? ' in production' : ''}.`,
        `Remove it: ${provider} answers at ${PROVIDER_HOSTS[provider]?.[0] ?? 'an address of its own'}.`,
      );
    });
  },
};

/** A variable that looks as if it moved an account to a simulator, and does not. */
const addressUnused: Check = {
  name: 'address-not-used',
  good: 'every variable with an address is used',
  isWarning: true,
  run: ({ accounts, host: { environment } }) =>
    accounts.flatMap(({ id, options, provider }) => {
      const variable = Object.hasOwn(ADDRESS_VARIABLES, provider) ? (ADDRESS_VARIABLES[provider] ?? '') : '';
      const value = environment[variable] ?? '';
      return problemIf(
        value !== '' && options['baseUrl'] !== value,
        `${variable} is set and not used: account "${id}" has options.`,
        `Write "baseUrl": "env:${variable}" among its options, or unset the variable.`,
      );
    }),
};

const twins: Check = {
  name: 'twin-accounts',
  good: 'no account is configured twice',
  run({ accounts }) {
    const seen = new Map<string, string>();
    return accounts.flatMap(({ id, options, provider }) => {
      const { apiKey, merchantId, paymentApiKey, payoutApiKey } = options;
      const keys = [apiKey, paymentApiKey, payoutApiKey];
      if (keys.every((key) => key === undefined)) return [];
      const identity = JSON.stringify([provider, merchantId, ...keys]);
      const twin = seen.get(identity);
      seen.set(identity, twin ?? id);
      return problemIf(
        twin !== undefined,
        `Accounts "${twin ?? ''}" and "${id}" are the same account at ${provider}: merchant and keys are the same.`,
        'Remove one of them: references are unique within an account, so that the same payout could go out from both.',
      );
    });
  },
};

/** Checks of the accounts and what they say of themselves. */
export const ACCOUNT_CHECKS: readonly Check[] = [
  ownProblems,
  unknownAccounts,
  missingSecrets,
  swappedKeys,
  access,
  baseUrls,
  addressUnused,
  twins,
];
