import {
  type Clock,
  InvalidRequestError,
  isCurrencyCode,
  isDecimalText,
  type Money,
  moneyProblems,
  normaliseCurrency,
  type PayoutDestination,
  type Problem,
  type RandomSource,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import { recordId } from '../durable/record-id.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { WalletProfile } from './wallet-profile.js';

/** What is remembered of where a client is paid out. See {@link WalletProfile}. */
export interface WalletProfileContents {
  readonly client: string;
  readonly displayName: string;
  readonly currency: string;
  readonly network?: string | undefined;
  readonly destination: PayoutDestination;
  readonly memo?: string | undefined;
  readonly defaultAmount?: Money | undefined;
  readonly dailyLimit?: string | undefined;
  readonly contact?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What a new payout to a client is likely to be. Absent: nothing is known of it. */
export interface PayoutSuggestion {
  readonly profile?: WalletProfile | undefined;
  readonly currency?: string | undefined;
  readonly network?: string | undefined;
  readonly destination?: PayoutDestination | undefined;
  readonly memo?: string | undefined;
  /** What is saved for the client, else the amount of the last payout. */
  readonly amount?: Money | undefined;
  readonly lastPayout?: PayoutRecord | undefined;
}

/** What {@link WalletProfiles} work with. */
export interface WalletProfilesDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** The wallets that clients are paid out to. */
export class WalletProfiles {
  readonly #dependencies: WalletProfilesDependencies;

  constructor(dependencies: WalletProfilesDependencies) {
    this.#dependencies = dependencies;
  }

  /** Remembers a wallet. @throws {@link InvalidRequestError} Names every problem at once. */
  async create(contents: WalletProfileContents): Promise<WalletProfile> {
    const { clock, random, store } = this.#dependencies;
    const now = clock.now();
    const profile: WalletProfile = {
      ...checked(contents),
      id: recordId('wp', clock, random),
      status: 'active',
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    await store.commit([{ change: 'profile_insert', profile }]);
    return profile;
  }

  /**
   * Changes a wallet, or blocks, archives or reactivates it, by the revision that was looked at.
   *
   * @throws {@link InvalidRequestError} There is none, it was changed since, or something in it cannot be right.
   */
  async update(
    id: string,
    revision: number,
    changes: Partial<WalletProfileContents> & { readonly status?: WalletProfile['status'] | undefined },
  ): Promise<WalletProfile> {
    const { clock, store } = this.#dependencies;
    const current = await store.profile(id);
    if (current === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no wallet profile' }]);
    const { status = current.status, ...contents } = changes;
    const profile: WalletProfile = {
      ...current,
      ...checked({ ...current, ...contents }),
      status,
      revision: revision + 1,
      updatedAt: clock.now(),
    };
    const result = await store.commit([{ change: 'profile_update', profile }]);
    if (result.committed) return profile;
    throw new InvalidRequestError([{ path: 'revision', message: 'is not the latest: look at the profile again' }]);
  }

  async find(id: string): Promise<WalletProfile | undefined> {
    return this.#dependencies.store.profile(id);
  }

  /** The wallets of a client, the one used last first. */
  async list(client: string): Promise<readonly WalletProfile[]> {
    const profiles = await this.#dependencies.store.profiles(client);
    return profiles.toSorted((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime());
  }

  /** What to fill in for a new payout to a client: an active wallet, else what the last payout had. */
  async suggest(client: string): Promise<PayoutSuggestion> {
    const { store } = this.#dependencies;
    const profile = (await this.list(client)).find(({ status }) => status === 'active');
    const { records } = await store.listPayouts({ client, limit: 1 });
    const [lastPayout] = records;
    const source = profile ?? lastPayout?.terms;
    return {
      profile,
      currency: profile?.currency ?? lastPayout?.terms.amount.currency,
      network: source?.network,
      destination: source?.destination,
      memo: source?.memo,
      amount: profile?.defaultAmount ?? lastPayout?.terms.amount,
      lastPayout,
    };
  }

  /** Remembers where a payout went, unless its client has that wallet already. */
  async remember(payout: PayoutRecord, displayName: string): Promise<WalletProfile> {
    const { client, terms } = payout;
    if (client === undefined) throw new InvalidRequestError([{ path: 'client', message: 'is not told by the payout' }]);
    const known = (await this.list(client)).find(
      (profile) =>
        profile.status === 'active' &&
        profile.currency === terms.amount.currency &&
        profile.network === terms.network &&
        profile.memo === terms.memo &&
        JSON.stringify(profile.destination) === JSON.stringify(terms.destination),
    );
    if (known !== undefined) return known;
    return this.create({
      client,
      displayName,
      currency: terms.amount.currency,
      network: terms.network,
      destination: terms.destination,
      memo: terms.memo,
      defaultAmount: terms.amount,
    });
  }
}

function checked(contents: WalletProfileContents): WalletProfileContents {
  const { client, currency, dailyLimit, defaultAmount, destination, displayName } = contents;
  const problems: Problem[] = [];
  if (client.trim() === '') problems.push({ path: 'client', message: 'must name the client' });
  if (displayName.trim() === '') problems.push({ path: 'displayName', message: 'must not be empty' });
  if (!isCurrencyCode(currency)) problems.push({ path: 'currency', message: 'must be a currency code' });
  if (destination.type === 'crypto_address' && destination.address.trim() === '') {
    problems.push({ path: 'destination.address', message: 'must not be empty' });
  }
  if (dailyLimit !== undefined && !isDecimalText(dailyLimit)) {
    problems.push({ path: 'dailyLimit', message: 'must be decimal text, such as "500.00"' });
  }
  if (defaultAmount !== undefined) {
    problems.push(...moneyProblems(defaultAmount, { path: 'defaultAmount' }));
    if (defaultAmount.currency.toUpperCase() !== currency.toUpperCase()) {
      problems.push({ path: 'defaultAmount.currency', message: 'must be the currency of the profile' });
    }
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return { ...contents, currency: normaliseCurrency(currency) };
}
