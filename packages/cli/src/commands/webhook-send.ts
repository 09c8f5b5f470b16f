import { type Command, Option } from 'commander';
import { type CommandHost, CommandFailedError } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { EXIT_CODE } from '../exit-code.js';
import { parseAmount, parseUrl } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { deliver } from '../webhook/deliver.js';
import { readBody } from '../webhook/read-body.js';
import { sampleBody } from '../webhook/sample-body.js';
import { signDelivery, type SigningOrder } from '../webhook/sign-delivery.js';
import { withWebhookAccount } from '../webhook/webhook-account.js';

interface SendOptions {
  readonly account?: string | undefined;
  readonly body?: string | undefined;
  readonly subject: SigningOrder['subject'];
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly kid?: string | undefined;
  readonly times: number;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux webhook send`: delivers a signed webhook to an endpoint of yours. */
export function defineWebhookSend(webhook: Command, host: CommandHost): void {
  webhook
    .command('send')
    .description('deliver a signed sample, or a body of your own, to an endpoint, as the provider would')
    .argument('<url>', 'the endpoint', parseUrl)
    .option('--account <id>', 'as whom; the default account where nothing is said')
    .option('--body <file>', 'a body of your own, byte for byte; standard input where it is "-"')
    .addOption(new Option('--subject <what>', 'what it is about').choices(['payment', 'payout']).default('payment'))
    .option('--reference <text>', 'the reference in the sample', 'paymux-sample')
    .option('--amount <decimal>', 'the amount in the sample', parseAmount, '15.00')
    .option('--currency <code>', 'the currency in the sample', 'USD')
    .option('--kid <id>', 'molam: which of the secrets; the last one where nothing is said')
    .option('--times <number>', 'deliver it so often, as providers do', (text) => Math.min(20, Number(text) || 1), 1)
    .option(...CONFIG_OPTION)
    .option('--json', 'print one JSON object: the statuses that were answered')
    .addHelpText(
      'after',
      examples([
        'paymux webhook send http://127.0.0.1:3000/webhooks/main --account main --reference order-42',
        'paymux webhook send http://127.0.0.1:3000/webhooks/main --subject payout --times 2',
      ]),
    )
    .action((url: string, options: SendOptions) =>
      withWebhookAccount(host, options, async ({ settings }) => {
        const { systemClock } = await import('@paymux/core');
        const { body: file, kid, subject, times } = options;
        const sample = await sampleBody(settings, options, systemClock.now());
        const body = file === undefined ? Buffer.from(sample) : await readBody(host, file);
        const signed = await signDelivery(body, settings, { subject, kid });
        const statuses: number[] = [];
        for (let sent = 0; sent < times; sent += 1) statuses.push(await deliver(url, signed));
        if (options.json === true) host.stdout.write(`${JSON.stringify({ statuses })}\n`);
        else host.stdout.write(statuses.map((status) => `answered  ${String(status)}\n`).join(''));
        if (statuses.every((status) => status >= 200 && status < 300)) return;
        throw new CommandFailedError(
          'The endpoint did not accept it. "paymux webhook listen" tells the reason of a refusal.',
          { exitCode: EXIT_CODE.refused },
        );
      }),
    );
}
