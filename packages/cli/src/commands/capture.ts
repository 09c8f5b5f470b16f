import { InvalidArgumentError, type Command } from 'commander';
import type { CliCommand } from '../command.js';
import { parsePort } from '../listening.js';

/** The options of `paymux capture`, as commander reads them. */
export interface CaptureOptions {
  readonly target: URL;
  readonly port: number;
  readonly out: string;
  readonly webhooksTo?: URL | undefined;
  readonly webhooksPath: string;
  readonly redactHeader?: readonly string[] | undefined;
  readonly redactField?: readonly string[] | undefined;
  /** The file to write a test to, or `false` for none. */
  readonly test: string | false;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * `paymux capture`: records what a provider under development and its gateway say
 * to each other, until it is stopped; then writes a first test.
 */
export const captureCommand: CliCommand = {
  name: 'capture',
  define(program, context) {
    program
      .command('capture')
      .description('record the traffic of a provider, without secrets and personal data, to replay it in tests')
      .requiredOption('--target <url>', 'the gateway: https, or http on this machine', parseTarget)
      .option('-p, --port <number>', 'port of 127.0.0.1 to listen on; 0 takes a free one', parsePort, 0)
      .option('--out <folder>', 'where to write one file for each exchange', parseText, 'fixtures')
      .option('--webhooks-to <url>', 'where to forward deliveries of webhooks, which are recorded too', parseUrl)
      .option('--webhooks-path <path>', 'the path that takes deliveries', parsePath, '/__webhooks')
      .option('--redact-header <name...>', 'headers to hide besides those of sensitive names')
      .option('--redact-field <name...>', 'fields of bodies and queries to hide, or to take as they come in a replay')
      .option('--test <file>', 'the test to write at the end, .ts or .js', parseTestFile, 'test/recorded.test.ts')
      .option('--no-test', 'write no test')
      .option('--force', 'write the test anew where there is one', false)
      .option('--json', 'one line of JSON for each exchange and the summary', false)
      .addHelpText(
        'after',
        '\nExamples:\n  $ paymux capture --target https://sandbox.acme.example --out test/fixtures\n' +
          '\nPrints one line of JSON with the baseUrl to give to the provider, and runs until it is stopped.\n' +
          'Credentials, personal data and card numbers are written as [redacted-1], [redacted-2] …',
      )
      .action(async (options: CaptureOptions, command: Command) => {
        if (isLoop(options)) command.error('error: --target and --port are the same address.');
        const { capture } = await import('../capture/capture.js');
        await capture(options, context);
      });
  },
};

function isLoop({ port, target }: CaptureOptions): boolean {
  return port !== 0 && isLoopback(target) && Number(target.port) === port;
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('It is an http or https URL.');
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must hold no credentials.');
  return url;
}

function parseTarget(text: string): URL {
  const url = parseUrl(text);
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new InvalidArgumentError('Credentials travel over https, or over http on this machine.');
  }
  if (url.search !== '' || url.hash !== '') throw new InvalidArgumentError('It ends with its path.');
  return url;
}

function parsePath(text: string): string {
  if (!/^\/[^?#\s]+$/.test(text)) throw new InvalidArgumentError('It is a path such as /__webhooks.');
  return text;
}

function parseTestFile(text: string): string {
  if (!/\.m?[jt]s$/.test(text)) throw new InvalidArgumentError('It is a file whose name ends in .ts or .js.');
  return text;
}

function parseText(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
