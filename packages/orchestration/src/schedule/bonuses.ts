import { InvalidRequestError, type Money, type Problem } from '@paymux/core';
import type { PayoutRecord, PayoutTerms } from '../payout/payout-record.js';
import type { PayoutService } from '../payout/payout-service.js';
import { payoutToProfile } from '../profile/payout-to-profile.js';
import type { WalletProfiles } from '../profile/wallet-profiles.js';
import { amountByRule, type AmountRule, amountRuleProblems } from './amount-rule.js';

/** Whom to pay a bonus, and for which business fact. */
export interface BonusRequest {
  /** The business fact, such as `welcome-4711`: it is rewarded once. See `PayoutRequest.reference`. */
  readonly reference: string;
  readonly client: string;
  /** Why, for people and lists. */
  readonly reason: string;
  readonly amount: AmountRule;
  /** What a percentage is of. @defaultValue the rule's own base */
  readonly base?: Money | undefined;
  /** The person or program that grants it. */
  readonly creator: string;
  /** @defaultValue the client's active wallet that was used last */
  readonly walletProfileId?: string | undefined;
  /** @defaultValue the default account */
  readonly account?: string | undefined;
  readonly feeFrom?: PayoutTerms['feeFrom'];
  /** @defaultValue `false` */
  readonly needsApproval?: boolean | undefined;
}

/** What {@link Bonuses} work with. */
export interface BonusesDependencies {
  readonly payouts: PayoutService;
  readonly profiles: WalletProfiles;
}

/** Payouts that reward something: a new client, a better plan. */
export class Bonuses {
  readonly #dependencies: BonusesDependencies;

  constructor(dependencies: BonusesDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Pays a client for a business fact, once, however often it is told and whatever the rule says by then. Resolves as
   * soon as the payout is stored: a worker sends it.
   *
   * @throws {@link InvalidRequestError} Names every problem at once. Nothing was stored.
   * @throws {@link IdempotencyConflictError} The reference belongs to a payout that is not this client's bonus.
   * @throws {@link NotCoveredError} The balance or a limit does not allow it. Nothing was stored.
   */
  async grant(request: BonusRequest): Promise<PayoutRecord> {
    const { payouts, profiles } = this.#dependencies;
    const { account, amount, base, client, creator, feeFrom, needsApproval, reason, reference } = request;
    const known = await payouts.findPayout({ reference, account });
    if (known?.origin === 'bonus' && known.client === client) return known;
    const problems: Problem[] = [...amountRuleProblems(amount, 'amount')];
    if (reason.trim() === '') problems.push({ path: 'reason', message: 'must say what the bonus is for' });
    const { walletProfileId } = request;
    const profile =
      walletProfileId === undefined ? (await profiles.suggest(client)).profile : await profiles.find(walletProfileId);
    if (profile?.client !== client)
      problems.push({ path: 'walletProfileId', message: 'must be a wallet of the client' });
    if (problems.length > 0 || profile === undefined) {
      throw new InvalidRequestError(problems, { operation: 'grantBonus' });
    }
    return payouts.acceptPayout(
      payoutToProfile(profile, amountByRule(amount, base), {
        account,
        reference,
        origin: 'bonus',
        creator,
        walletProfileId: profile.id,
        trigger: { reason },
        feeFrom,
        needsApproval,
      }),
    );
  }
}
