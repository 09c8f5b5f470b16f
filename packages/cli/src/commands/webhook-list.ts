import type { InboxState } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { parseLimit } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { textTable } from '../output/text-table.js';

interface ListOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly state?: readonly InboxState[] | undefined;
  readonly limit: number;
  readonly json?: boolean | undefined;
}

/** `paymux webhook list`: what is in the inbox. */
export function defineWebhookList(webhook: Command, host: CommandHost): void {
  webhook
    .command('list')
    .description('webhooks in the inbox of the store, newest first, with what became of them')
    .option('--account <id>', 'only those of this account')
    .addOption(
      new Option('--state <state...>', 'only those in one of these states').choices([
        'waiting',
        'done',
        'dead',
        'review',
      ] satisfies readonly InboxState[]),
    )
    .option('--limit <number>', 'how many, up to 1000', parseLimit, 50)
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: messages')
    .addHelpText('after', examples(['paymux webhook list --state dead review']))
    .action((options: ListOptions) => {
      const { account, json = false, limit, state } = options;
      return withStore(host, options, async (store) => {
        const messages = await store.listInbox({ account, limit, states: state });
        if (json) {
          // The event itself holds personal data, and "payout show" and "payment show" tell what came of it.
          const shown = messages.map(({ event: _event, ...message }) => message);
          host.stdout.write(`${JSON.stringify({ messages: shown })}\n`);
        } else if (messages.length === 0) host.stdout.write('There are none.\n');
        else {
          host.stdout.write(
            textTable(
              ['received', 'state', 'account', 'type', 'tries', 'problem', 'key'],
              messages.map(({ account: whose, attempts, key, problem = '', receivedAt, state: now, type }) => [
                receivedAt.toISOString(),
                now,
                whose,
                type,
                String(attempts),
                problem,
                key,
              ]),
            ),
          );
        }
      });
    });
}
