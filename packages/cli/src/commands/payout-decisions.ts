import type { PayoutDecision, PayoutRecord } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { DurablePaymux } from 'paymux';
import { actorOf, AS_OPTION, confirm, YES_OPTION } from '../acting-person.js';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { findPayout } from '../find-record.js';
import { type SystemOptions, withSystem } from '../open-system.js';
import { parseCount } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { report } from './payout-create.js';

interface DecisionOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly revision?: number | undefined;
  readonly note?: string | undefined;
  readonly outcome?: 'confirmed' | 'failed' | undefined;
  readonly as?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** What a person can decide about a payout. */
interface Decision {
  readonly name: string;
  readonly description: string;
  /** What it does, as the beginning of a question. */
  readonly asks: string;
  readonly example: string;
  decide(payouts: DurablePaymux['payouts'], decision: PayoutDecision, options: DecisionOptions): Promise<PayoutRecord>;
}

const DECISIONS: readonly Decision[] = [
  {
    name: 'approve',
    description: 'agree to a payout that waits for it, which sends it; not as who asked for it',
    asks: 'Approve',
    example: 'paymux payout approve salary-2026-11-maria --account main --as bruno',
    decide: (payouts, decision) => payouts.approvePayout(decision),
  },
  {
    name: 'reject',
    description: 'turn down a payout that waits for approval',
    asks: 'Reject',
    example: 'paymux payout reject salary-2026-11-maria --account main --as bruno --note "paid in cash"',
    decide: (payouts, decision) => payouts.rejectPayout(decision),
  },
  {
    name: 'cancel',
    description: 'stop a payout: at once where nothing was sent, else by asking the provider',
    asks: 'Cancel',
    example: 'paymux payout cancel salary-2026-11-maria --as ana',
    decide: (payouts, decision) => payouts.cancelPayout(decision),
  },
  {
    name: 'retry',
    description: 'try a payout again that has failed for good, as a new attempt',
    asks: 'Try again',
    example: 'paymux payout retry salary-2026-11-maria --as ana',
    decide: (payouts, decision) => payouts.retryPayout(decision),
  },
  {
    name: 'settle',
    description: 'say what happened to a payout that needs review, after a look at the provider',
    asks: 'Settle',
    example: 'paymux payout settle salary-2026-11-maria --outcome confirmed --note "seen in the dashboard" --as ana',
    decide: (payouts, decision, { note = '', outcome = 'failed' }) =>
      payouts.resolvePayout({ ...decision, as: outcome, note }),
  },
];

/** `paymux payout approve`, `reject`, `cancel`, `retry` and `settle`. */
export function definePayoutDecisions(payout: Command, host: CommandHost): void {
  for (const decision of DECISIONS) {
    const command = payout
      .command(decision.name)
      .description(decision.description)
      .argument('<id or reference>', 'which payout')
      .option('--account <id>', 'the account of the reference, where several have it or it never held money')
      .option('--revision <number>', 'the revision that was looked at; refused once it has changed', parseCount);
    if (decision.name === 'settle') {
      command
        .addOption(
          new Option('--outcome <outcome>', 'what the provider shows')
            .choices(['confirmed', 'failed'])
            .makeOptionMandatory(),
        )
        .requiredOption('--note <text>', 'how that is known; kept in the history');
    } else command.option('--note <text>', 'why; kept in the history');
    command
      .option(...AS_OPTION)
      .option(...YES_OPTION)
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print the payout as one JSON object')
      .addHelpText('after', examples([decision.example]))
      .action((name: string, options: DecisionOptions) => decideOn(name, decision, options, host));
  }
}

function decideOn(name: string, decision: Decision, options: DecisionOptions, host: CommandHost): Promise<void> {
  return withSystem(host, options, async ({ paymux }) => {
    const actor = actorOf(host, options.as);
    const record = await findPayout(paymux.store, name, options.account);
    const { amount, destination, network } = record.terms;
    const where = destination.type === 'crypto_address' ? destination.address : `account ${destination.accountNumber}`;
    await confirm(
      host,
      `${decision.asks}${options.outcome === undefined ? '' : ` as ${options.outcome}`}: ${amount.amount} ${amount.currency}` +
        `${network === undefined ? '' : ` on ${network}`} to ${where}, for "${record.reference}", asked for by ${record.creator}, ` +
        `now ${record.state}, revision ${String(record.revision)}`,
      options.yes,
    );
    const { note, revision = record.revision } = options;
    const decided = await decision.decide(paymux.payouts, { id: record.id, revision, actor, note }, options);
    // A failure that was asked for is none of this command.
    if (decision.name === 'settle') {
      host.stdout.write(options.json === true ? `${JSON.stringify(decided)}\n` : `${decided.state}  ${decided.id}\n`);
    } else report(decided, host, options.json);
  });
}
