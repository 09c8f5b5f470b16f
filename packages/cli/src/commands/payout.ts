import type { CliCommand } from '../command.js';
import { definePayoutCreate } from './payout-create.js';
import { definePayoutDecisions } from './payout-decisions.js';
import { definePayoutImport } from './payout-import.js';
import { definePayoutList } from './payout-list.js';
import { definePayoutShow } from './payout-show.js';

/** Commands on payouts: asking for one, deciding on it, and looking at it. */
export const payoutCommand: CliCommand = {
  name: 'payout',
  define(program, host) {
    const payout = program.command('payout').description('ask for payouts, decide on them, and look at them');
    definePayoutCreate(payout, host);
    definePayoutDecisions(payout, host);
    definePayoutImport(payout, host);
    definePayoutList(payout, host);
    definePayoutShow(payout, host);
  },
};
