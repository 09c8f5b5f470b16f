import { type Command, InvalidArgumentError } from 'commander';
import { colours } from '../output/colours.js';
import { type CommandHost, CommandFailedError } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { EXIT_CODE } from '../exit-code.js';
import { examples } from '../output/example-help.js';
import { BODY_OPTION, readBody } from '../webhook/read-body.js';
import { describeEvent, REFUSAL_HINTS, withWebhookAccount } from '../webhook/webhook-account.js';

interface VerifyOptions {
  readonly account?: string | undefined;
  readonly body?: string | undefined;
  readonly header?: readonly (readonly [string, string])[] | undefined;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux webhook verify`: whether a delivery is genuine. */
export function defineWebhookVerify(webhook: Command, host: CommandHost): void {
  webhook
    .command('verify')
    .description('say whether a delivery is genuine, and if not, why')
    .option('--account <id>', 'whose; the default account where nothing is said')
    .option(...BODY_OPTION)
    .option('-H, --header <name: value>', 'a header of the delivery; may be repeated', parseHeader)
    .option(...CONFIG_OPTION)
    .option('--json', 'print one JSON object: events, or reason')
    .addHelpText(
      'after',
      examples(
        [
          'paymux webhook verify --account main --body delivery.json',
          'paymux webhook verify --account molam -H "Molam-Signature: t=…,v1=…,kid=1" < delivery.json',
        ],
        'Exit code 3 means that it was refused. A delivery is told by its exact bytes: save it unparsed.',
      ),
    )
    .action(async (options: VerifyOptions) => {
      const body = await readBody(host, options.body);
      const headers = new Headers((options.header ?? []).map(([name, value]) => [name, value] as [string, string]));
      await withWebhookAccount(host, options, async ({ paymux, settings: { id } }) => {
        const { WebhookRefusedError, requireFeature } = await import('@paymux/core');
        const { webhooks } = requireFeature(paymux.provider(id), 'webhooks.validate');
        try {
          const events = await webhooks.validate({ headers, body });
          if (options.json === true) host.stdout.write(`${JSON.stringify({ genuine: true, events })}\n`);
          else for (const event of events) host.stdout.write(`${colours.green('genuine')}  ${describeEvent(event)}\n`);
        } catch (error) {
          if (!(error instanceof WebhookRefusedError)) throw error;
          const { reason } = error;
          if (options.json === true) host.stdout.write(`${JSON.stringify({ genuine: false, reason })}\n`);
          throw new CommandFailedError(`refused  ${reason}: ${REFUSAL_HINTS[reason]}`, { exitCode: EXIT_CODE.refused });
        }
      });
    });
}

function parseHeader(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const [, name, value] = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('A header is written as "Name: value".');
  return [...before, [name, value]];
}
