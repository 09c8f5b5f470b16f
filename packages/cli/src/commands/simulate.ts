import { startCryptomusSimulator, type CryptomusSimulatorOptions, type MerchantSimulator } from '@paymux/simulators';
import { Argument, InvalidArgumentError } from 'commander';
import { CommandFailedError, type CliCommand, type CommandContext } from '../command.js';

/** The simulators by the name of their provider. */
const SIMULATORS = {
  cryptomus: startCryptomusSimulator,
} as const;

type SimulatedProvider = keyof typeof SIMULATORS;

/** The options of `paymux simulate`, as commander reads them. */
interface SimulateOptions {
  readonly port: number;
  readonly host: string;
  readonly merchantId?: string | undefined;
  readonly paymentKey?: string | undefined;
  readonly payoutKey?: string | undefined;
  readonly autopilot: boolean;
  readonly virtualClock: boolean;
}

/**
 * `paymux simulate <provider>`: runs a local provider until it is stopped. The one
 * line on standard output is JSON and says where it listens; invented credentials
 * are in it, credentials that were given are not repeated.
 */
export const simulateCommand: CliCommand = {
  name: 'simulate',
  define(program, context) {
    program
      .command('simulate')
      .description('run a local payment provider to develop and test against')
      .addArgument(new Argument('<provider>', 'the provider to play').choices(Object.keys(SIMULATORS)))
      .option('-p, --port <number>', 'port to listen on; 0 takes a free one', parsePort, 0)
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--merchant-id <uuid>', 'expected in the header "merchant"', parseCredential)
      .option('--payment-key <key>', 'signs payment calls and their webhooks', parseCredential)
      .option('--payout-key <key>', 'signs payout calls and their webhooks', parseCredential)
      .option('--autopilot', 'let payouts and refunds finish by themselves', false)
      .option('--virtual-clock', 'let time pass only by POST /_simulator/advance', false)
      .action((provider: SimulatedProvider, options: SimulateOptions) => simulate(provider, options, context));
  },
};

async function simulate(
  provider: SimulatedProvider,
  { virtualClock, ...options }: SimulateOptions,
  context: CommandContext,
): Promise<void> {
  const simulator = await start(provider, { ...options, clock: virtualClock ? 'virtual' : 'real' });
  // Asked for before anyone can know that the simulator runs, so that no request to stop is missed.
  const stopped = context.untilStopped();
  const ready = {
    provider,
    baseUrl: simulator.baseUrl,
    merchantId: simulator.merchantId,
    paymentKey: options.paymentKey === undefined ? simulator.paymentKey : undefined,
    payoutKey: options.payoutKey === undefined ? simulator.payoutKey : undefined,
  };
  context.stdout.write(`${JSON.stringify(ready)}\n`);
  await stopped;
  await simulator.close();
}

async function start(provider: SimulatedProvider, options: CryptomusSimulatorOptions): Promise<MerchantSimulator> {
  try {
    return await SIMULATORS[provider](options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const address = `${options.host ?? ''}:${String(options.port)}`;
    if (code === 'EADDRINUSE')
      throw new CommandFailedError(`Something listens on ${address} already. Choose another --port.`);
    if (code === 'EACCES') throw new CommandFailedError(`${address} may not be used. Choose a --port from 1024.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new CommandFailedError(`This machine has no address "${options.host ?? ''}". Choose another --host.`);
    }
    throw error;
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function parseCredential(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
