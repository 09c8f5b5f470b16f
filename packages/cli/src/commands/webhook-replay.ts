import type { Command } from 'commander';
import { type CommandHost, CommandFailedError, misused } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { examples } from '../output/example-help.js';

interface ReplayOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux webhook replay`: applies a message of the inbox once more. */
export function defineWebhookReplay(webhook: Command, host: CommandHost): void {
  webhook
    .command('replay')
    .description('apply a webhook of the inbox once more: one that was given up, or waits for review')
    .argument('<key>', 'which one, as "paymux webhook list" names it')
    .requiredOption('--account <id>', 'the account that it came for')
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: account, key and state')
    .addHelpText(
      'after',
      examples(
        [
          'paymux webhook replay evt_01 --account molam',
          'paymux webhook replay evt_01 --account molam && paymux worker --once',
        ],
        'A worker takes it up, by the same rules as the first time: records only move forward, so that an effect which\n' +
          'it has had already does not come twice.',
      ),
    )
    .action((key: string, options: ReplayOptions) =>
      withStore(host, options, async (store) => {
        const { account = '', json = false } = options;
        const message = await store.inboxMessage(account, key);
        if (message === undefined) throw new CommandFailedError(`Account "${account}" has no webhook "${key}".`);
        if (message.event === '') throw misused('This message only marks what another one has told: replay that one.');
        const { systemClock } = await import('@paymux/core');
        const waiting = {
          ...message,
          state: 'waiting' as const,
          attempts: 0,
          problem: undefined,
          doneAt: undefined,
          dueAt: systemClock.now(),
        };
        await store.commit([{ change: 'inbox_update', message: waiting }]);
        host.stdout.write(
          json ? `${JSON.stringify({ account, key, state: 'waiting' })}\n` : `waiting  ${message.type}  ${key}\n`,
        );
      }),
    );
}
