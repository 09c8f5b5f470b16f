import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PaymentProvider, VerifiedEvent } from '@paymux/core';
import type { Command } from 'commander';
import { colours } from '../output/colours.js';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { parsePort, startListening } from '../listening.js';
import { examples } from '../output/example-help.js';
import { describeEvent, REFUSAL_HINTS, withWebhookAccount } from '../webhook/webhook-account.js';

interface ListenOptions {
  readonly account?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What came of a delivery. */
type Verdict =
  | { readonly events: readonly VerifiedEvent[] }
  | { readonly refused: string; readonly hint: string; readonly status: number };

const MOST_BYTES = 1_048_576;

/** `paymux webhook listen`: takes webhooks, says what each is worth, and acts on none. */
export function defineWebhookListen(webhook: Command, host: CommandHost): void {
  webhook
    .command('listen')
    .description('receive webhooks, verify each, and print it or the reason why it is refused; nothing is stored')
    .option('--account <id>', 'whose, where the path names none; the default account where nothing is said')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', parsePort, 0)
    .option(...CONFIG_OPTION)
    .option('--json', 'one line of JSON for each delivery')
    .addHelpText(
      'after',
      examples(
        ['paymux webhook listen --port 3000', 'paymux webhook listen --account main --json'],
        'Prints the address first, and runs until it is stopped. A path /webhooks/<account> names the account.\n' +
          'Genuine deliveries are answered 200, others 401, so that the provider goes on as it would.',
      ),
    )
    .action((options: ListenOptions) =>
      withWebhookAccount(host, options, async ({ paymux, settings }) => {
        const providerAt = (path: string): readonly [string, PaymentProvider] => {
          const named = /\/([A-Za-z0-9_-]{1,64})\/?$/.exec(path)?.[1];
          const account = named !== undefined && paymux.accounts.includes(named) ? named : settings.id;
          return [account, paymux.provider(account)];
        };
        const server = createServer((request, response) => {
          void take(request, response, providerAt, host, options.json === true);
        });
        await startListening(
          options,
          () =>
            new Promise<void>((resolve, reject) => {
              server.once('error', reject).listen(options.port, options.host, resolve);
            }),
        );
        const stopped = host.untilStopped();
        const url = `http://${options.host}:${String((server.address() as AddressInfo).port)}/webhooks/${settings.id}`;
        host.stdout.write(options.json === true ? `${JSON.stringify({ url })}\n` : `Listening at ${url}\n`);
        await stopped;
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }),
    );
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  providerAt: (path: string) => readonly [account: string, provider: PaymentProvider],
  { stdout }: CommandHost,
  json: boolean,
): Promise<void> {
  const [account, provider] = providerAt((request.url ?? '/').split('?', 1)[0] ?? '/');
  const verdict = await judge(request, provider);
  const isGenuine = 'events' in verdict;
  response.writeHead(isGenuine ? 200 : verdict.status).end();
  if (json) stdout.write(`${JSON.stringify({ account, ...verdict })}\n`);
  else if (isGenuine) {
    for (const event of verdict.events) {
      stdout.write(`${colours.green('genuine')}  ${account}  ${describeEvent(event)}\n`);
    }
  } else stdout.write(`${colours.red('refused')}  ${account}  ${verdict.refused}: ${verdict.hint}\n`);
}

async function judge(request: IncomingMessage, { webhooks }: PaymentProvider): Promise<Verdict> {
  if (request.method !== 'POST') return { refused: 'method', hint: 'Providers send POST.', status: 405 };
  const body = await bodyOf(request);
  if (body === undefined) return { refused: 'body_too_large', hint: REFUSAL_HINTS.body_too_large, status: 413 };
  if (webhooks === undefined) {
    return { refused: 'key_not_configured', hint: 'The account has nothing to verify webhooks with.', status: 401 };
  }
  const { WebhookRefusedError } = await import('@paymux/core');
  try {
    return { events: await webhooks.validate({ headers: headersOf(request), body }) };
  } catch (error) {
    if (error instanceof WebhookRefusedError) {
      return { refused: error.reason, hint: REFUSAL_HINTS[error.reason], status: 401 };
    }
    return { refused: 'failed', hint: 'The secret could not be had.', status: 503 };
  }
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

/** The bytes of a request; absent where there are more than any provider sends. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
