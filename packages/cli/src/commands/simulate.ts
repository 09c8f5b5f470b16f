import type { MerchantSimulatorOptions, MolamWebhookSecret } from '@paymux/simulators';
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { CommandFailedError, type CliCommand, type CommandContext } from '../command.js';
import { LAST_PORT, parsePort, startListening } from '../listening.js';
import { examples } from '../output/example-help.js';

/** A simulator that runs, and the credentials that were invented for it. */
interface RunningSimulator {
  readonly baseUrl: string;
  /** Members of the line on standard output, by name. */
  readonly shown: Readonly<Record<string, string | undefined>>;
  close(): Promise<void>;
}

/** How each provider's simulator is started. */
const SIMULATORS = {
  async cryptomus(options: SimulateOptions): Promise<RunningSimulator> {
    const { startCryptomusSimulator } = await import('@paymux/simulators');
    const simulator = await startCryptomusSimulator(merchantOptions(options));
    return {
      baseUrl: simulator.baseUrl,
      shown: merchantCredentials(simulator, options),
      close: () => simulator.close(),
    };
  },
  async heleket(options: SimulateOptions): Promise<RunningSimulator> {
    const { apiKey, webhookSecret, webhookUrl } = options;
    const { startHeleketSimulator } = await import('@paymux/simulators');
    const simulator = await startHeleketSimulator({
      ...merchantOptions(options),
      apiKey,
      webhookSecret: webhookSecret?.at(-1),
      webhookUrl,
    });
    return {
      baseUrl: simulator.baseUrl,
      shown: {
        ...merchantCredentials(simulator, options),
        apiKey: apiKey === undefined ? simulator.apiKey : undefined,
        webhookSecret: webhookSecret === undefined && webhookUrl !== undefined ? simulator.webhookSecret : undefined,
      },
      close: () => simulator.close(),
    };
  },
  async molam(options: SimulateOptions): Promise<RunningSimulator> {
    const { port, host, apiKey, webhookSecret, webhookUrl } = options;
    const { startMolamSimulator } = await import('@paymux/simulators');
    const simulator = await startMolamSimulator({
      port,
      host,
      apiKey,
      webhookSecrets:
        webhookSecret && Object.fromEntries(molamSecrets(webhookSecret).map(({ kid, secret }) => [kid, secret])),
      webhookUrl,
      clock: clockOf(options),
    });
    const [secret] = simulator.control.endpoints()[0]?.secrets ?? [];
    return {
      baseUrl: simulator.baseUrl,
      shown: {
        apiKey: apiKey === undefined ? simulator.apiKey : undefined,
        webhookSecret:
          webhookSecret === undefined && secret !== undefined ? `${secret.kid}=${secret.secret}` : undefined,
      },
      close: () => simulator.close(),
    };
  },
} as const;

type SimulatedProvider = keyof typeof SIMULATORS;

const PROVIDERS = Object.keys(SIMULATORS) as readonly SimulatedProvider[];

/** The options of `paymux simulate`, as commander reads them. */
interface SimulateOptions {
  readonly port: number;
  readonly host: string;
  readonly merchantId?: string | undefined;
  readonly paymentKey?: string | undefined;
  readonly payoutKey?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly webhookSecret?: readonly string[] | undefined;
  readonly webhookUrl?: string | undefined;
  readonly autopilot: boolean;
  readonly virtualClock: boolean;
  readonly from?: string | undefined;
}

/** What `--from` goes together with. */
const REPLAY_OPTIONS: ReadonlySet<string> = new Set(['from', 'port', 'host', 'json']);

/**
 * `paymux simulate [provider]`: runs a local provider, with `all` every one, or
 * with `--from` one that answers as it was recorded, until it is stopped. Standard output has one line of JSON for each provider that
 * says where it listens; invented credentials are in it, credentials that were
 * given are not repeated.
 */
export const simulateCommand: CliCommand = {
  name: 'simulate',
  define(program, context) {
    program
      .command('simulate')
      .description('run a local payment provider to develop and test against')
      .addArgument(new Argument('[provider]', 'the provider to play; none with --from').choices([...PROVIDERS, 'all']))
      .option(
        '-p, --port <number>',
        'port to listen on; 0 takes a free one; all take one port each, from here on',
        parsePort,
        0,
      )
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--merchant-id <uuid>', 'cryptomus, heleket: expected in the header "merchant"', parseCredential)
      .option('--payment-key <key>', 'cryptomus, heleket: signs payment calls and their webhooks', parseCredential)
      .option('--payout-key <key>', 'cryptomus, heleket: signs payout calls and their webhooks', parseCredential)
      .option('--autopilot', 'cryptomus, heleket: let payouts and refunds finish by themselves', false)
      .option(
        '--api-key <key>',
        'molam: the only key to accept, in place of every sk_test_ key; heleket: expected in the header "X-API-Key"',
        parseCredential,
      )
      .option(
        '--webhook-secret <secret>',
        'molam, as kid=secret: signs the webhooks of every endpoint; may be repeated, the last version signs; ' +
          'heleket: signs the header "X-Heleket-Signature"',
        parseWebhookSecret,
      )
      .option(
        '--webhook-url <url>',
        'molam: an endpoint to register for all events; heleket: told about payouts that an API key asked for',
        parseUrl,
      )
      .option('--virtual-clock', 'let time pass only by POST /_simulator/advance', false)
      .option('--from <folder>', 'answer as recorded in this folder by "paymux capture"', parseCredential)
      .option('--json', 'what is printed is JSON anyway')
      .addHelpText(
        'after',
        examples(
          [
            'paymux simulate cryptomus --port 4010 --autopilot',
            'paymux simulate all',
            'paymux simulate --from fixtures',
          ],
          'Prints one line of JSON with the baseUrl for each, and runs until it is stopped.',
        ),
      )
      .action((choice: SimulatedProvider | 'all' | undefined, options: SimulateOptions, command: Command) => {
        if (options.from !== undefined) {
          if (choice !== undefined) command.error('error: --from plays what was recorded: name no provider.');
          const foreign = command.options.find(
            (option) =>
              !REPLAY_OPTIONS.has(option.attributeName()) &&
              command.getOptionValueSource(option.attributeName()) === 'cli',
          );
          if (foreign !== undefined) command.error(`error: ${foreign.long ?? ''} means nothing with --from.`);
          return simulate([['recorded', () => startReplay(options)]], context);
        }
        if (choice === undefined) command.error("error: missing required argument 'provider', or --from");
        const providers = choice === 'all' ? PROVIDERS : [choice];
        const problem = problemWith(providers, options);
        if (problem !== undefined) command.error(`error: ${problem}`);
        return simulate(startersOf(providers, options), context);
      });
  },
};

/** What starts the simulator of each name. */
type Starters = readonly (readonly [name: string, start: () => Promise<RunningSimulator>])[];

/** All of them take one port each, in a row. */
function startersOf(providers: readonly SimulatedProvider[], { port, ...options }: SimulateOptions): Starters {
  return providers.map((provider, index) => {
    const settings = { ...options, port: port === 0 ? 0 : port + index };
    return [provider, () => startListening(settings, () => SIMULATORS[provider](settings))];
  });
}

async function startReplay(options: SimulateOptions): Promise<RunningSimulator> {
  const { from: fixtures = '', host, port } = options;
  const { startReplaySimulator, UnreadableRecordingsError } = await import('@paymux/simulators');
  try {
    const simulator = await startListening(options, () => startReplaySimulator({ fixtures, host, port }));
    return { baseUrl: simulator.baseUrl, shown: {}, close: () => simulator.close() };
  } catch (error) {
    if (error instanceof UnreadableRecordingsError) throw new CommandFailedError(error.message, { cause: error });
    throw error;
  }
}

async function simulate(starters: Starters, context: CommandContext): Promise<void> {
  const running = await startAll(starters);
  // Asked for before anyone can know that a simulator runs, so that no request to stop is missed.
  const stopped = context.untilStopped();
  const lines = running.map(([provider, { baseUrl, shown }]) => JSON.stringify({ provider, baseUrl, ...shown }));
  context.stdout.write(`${lines.join('\n')}\n`);
  await stopped;
  await closeAll(running);
}

type RunningProviders = readonly (readonly [provider: string, simulator: RunningSimulator])[];

/** Starts every one of them, or none. */
async function startAll(starters: Starters): Promise<RunningProviders> {
  const running: (readonly [string, RunningSimulator])[] = [];
  try {
    for (const [name, start] of starters) running.push([name, await start()]);
    return running;
  } catch (error) {
    await closeAll(running);
    throw error;
  }
}

async function closeAll(running: RunningProviders): Promise<void> {
  await Promise.all(running.map(([, simulator]) => simulator.close()));
}

function clockOf({ virtualClock }: SimulateOptions): 'real' | 'virtual' {
  return virtualClock ? 'virtual' : 'real';
}

/** What options of one provider cannot mean for it. */
function problemWith(
  providers: readonly SimulatedProvider[],
  { port, apiKey, webhookSecret }: SimulateOptions,
): string | undefined {
  const lastPort = port + providers.length - 1;
  if (port > 0 && lastPort > LAST_PORT) return `All of them need ${String(providers.length)} ports in a row.`;
  if (!providers.includes('molam')) return undefined;
  if (apiKey !== undefined && !/^(sk_|jwt_)[\x21-\x7e]+$/.test(apiKey)) {
    return 'An API key of Molam starts with "sk_" or "jwt_".';
  }
  if (webhookSecret !== undefined && molamSecrets(webhookSecret).length < webhookSecret.length) {
    return 'A webhook secret of Molam is written as kid=secret, for example 1=whsec_example.';
  }
  return undefined;
}

/** Those of the texts that are written as kid=secret. */
function molamSecrets(texts: readonly string[]): readonly MolamWebhookSecret[] {
  return texts.flatMap((text) => {
    // A secret may hold further equals signs.
    const [, kid, secret] = /^([A-Za-z0-9_.-]+)=(.+)$/s.exec(text) ?? [];
    return kid === undefined || secret === undefined ? [] : [{ kid, secret }];
  });
}

function merchantOptions(options: SimulateOptions): MerchantSimulatorOptions {
  const { port, host, merchantId, paymentKey, payoutKey, autopilot } = options;
  return { port, host, merchantId, paymentKey, payoutKey, autopilot, clock: clockOf(options) };
}

/** The merchant, and the keys that were invented for it. */
function merchantCredentials(
  simulator: Readonly<Record<'merchantId' | 'paymentKey' | 'payoutKey', string>>,
  { paymentKey, payoutKey }: SimulateOptions,
): RunningSimulator['shown'] {
  return {
    merchantId: simulator.merchantId,
    paymentKey: paymentKey === undefined ? simulator.paymentKey : undefined,
    payoutKey: payoutKey === undefined ? simulator.payoutKey : undefined,
  };
}

function parseWebhookSecret(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), parseCredential(text)];
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) throw new InvalidArgumentError('It is an http or https URL.');
  return text;
}

function parseCredential(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
