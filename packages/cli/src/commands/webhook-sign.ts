import { type Command, Option } from 'commander';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { parseInstant } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { BODY_OPTION, readBody } from '../webhook/read-body.js';
import { signDelivery, type SigningOrder } from '../webhook/sign-delivery.js';
import { withWebhookAccount } from '../webhook/webhook-account.js';

interface SignOptions {
  readonly account?: string | undefined;
  readonly body?: string | undefined;
  readonly subject: SigningOrder['subject'];
  readonly kid?: string | undefined;
  readonly at?: Date | undefined;
  readonly headers?: boolean | undefined;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux webhook sign`: makes a delivery as the provider would. */
export function defineWebhookSign(webhook: Command, host: CommandHost): void {
  webhook
    .command('sign')
    .description(
      'sign a body as the provider of an account does: the bytes to standard output, headers to standard error',
    )
    .option('--account <id>', 'as whom; the default account where nothing is said')
    .option(...BODY_OPTION)
    .addOption(
      new Option('--subject <what>', 'what it is about: decides between payment and payout key')
        .choices(['payment', 'payout'])
        .default('payment'),
    )
    .option('--kid <id>', 'molam: which of the secrets; the last one where nothing is said')
    .option('--at <instant>', 'molam: when it is signed; now where nothing is said', parseInstant)
    .option('--headers', 'print the headers to standard output, and no body')
    .option(...CONFIG_OPTION)
    .option('--json', 'print one JSON object: headers and body')
    .addHelpText(
      'after',
      examples([
        'paymux webhook sign --account main --body paid.json > delivery.json',
        'paymux webhook sign --account molam --headers < event.json',
      ]),
    )
    .action(async (options: SignOptions) => {
      const body = await readBody(host, options.body);
      const { at, json = false, kid, subject } = options;
      const signed = await withWebhookAccount(host, options, ({ settings }) =>
        signDelivery(body, settings, { subject, kid, signedAt: at }),
      );
      const headers = Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\n`);
      if (json) host.stdout.write(`${JSON.stringify(signed)}\n`);
      else if (options.headers === true) host.stdout.write(headers.join(''));
      else {
        host.stderr.write(headers.join(''));
        host.stdout.write(signed.body);
      }
    });
}
