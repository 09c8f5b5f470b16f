import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { fieldName } from '../errors/problem.js';
import type { PaymentProvider } from './payment-provider.js';

/** One configured account: the name the configuration gives it, and the provider it connects to. */
export interface ProviderAccount {
  /** 1 to 64 letters, digits, `_` or `-`. Several accounts of one provider differ by it. */
  readonly id: string;
  readonly provider: PaymentProvider;
}

const ACCOUNT_ID = /^[A-Za-z0-9_-]{1,64}$/;
const ACCOUNT_ID_RULE = 'must be 1 to 64 letters, digits, "_" or "-"';

/** The accounts of an application, by id. */
export class ProviderRegistry {
  readonly #accounts: ReadonlyMap<string, PaymentProvider>;

  /** @throws {@link MisconfiguredError} Two accounts have the same id, or one has an id that cannot be one. */
  constructor(accounts: readonly ProviderAccount[]) {
    const ids = accounts.map(({ id }) => id);
    const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
    const problems = [
      ...ids.flatMap((id, index) =>
        ACCOUNT_ID.test(id) ? [] : [{ path: `${String(index)}.id`, message: ACCOUNT_ID_RULE }],
      ),
      ...twice.map((id) => ({ path: fieldName(id), message: 'is the id of more than one account' })),
    ];
    if (problems.length > 0) throw new MisconfiguredError('the accounts', problems);
    this.#accounts = new Map(accounts.map(({ id, provider }) => [id, provider]));
  }

  /** The ids of all accounts, in the order of the configuration. */
  get ids(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** The provider of an account, or `undefined`. */
  find(id: string): PaymentProvider | undefined {
    return this.#accounts.get(id);
  }

  /** @throws {@link InvalidRequestError} No such account is configured. Names those that are. */
  get(id: string): PaymentProvider {
    const provider = this.find(id);
    if (provider === undefined) {
      const names = this.ids.join(', ');
      const message = names === '' ? 'cannot be found: none is configured' : `must be one of ${names}`;
      throw new InvalidRequestError([{ path: 'account', message }]);
    }
    return provider;
  }
}
