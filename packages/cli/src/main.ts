import { Command, CommanderError } from 'commander';
import { CommandFailedError, type CliCommand, type CommandContext } from './command.js';
import { captureCommand } from './commands/capture.js';
import { ledgerCommand } from './commands/ledger.js';
import { newProviderCommand } from './commands/new-provider.js';
import { payoutCommand } from './commands/payout.js';
import { reconcileCommand } from './commands/reconcile.js';
import { simulateCommand } from './commands/simulate.js';
import { packageVersion } from './package-version.js';

const COMMANDS: readonly CliCommand[] = [
  simulateCommand,
  captureCommand,
  newProviderCommand,
  ledgerCommand,
  payoutCommand,
  reconcileCommand,
];

/**
 * Runs the `paymux` command line.
 *
 * @param args - The arguments after the program's name.
 * @returns The exit code: 0 for success, 1 for a command that failed, 2 for arguments that cannot be meant.
 */
export async function runPaymux(args: readonly string[], context: CommandContext): Promise<number> {
  const program = new Command('paymux')
    .description('Payments and payouts through several providers')
    .version(packageVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('(--help explains the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  for (const command of COMMANDS) command.define(program, context);

  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its message by now; help and version end this way as well.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandFailedError)) throw error;
    context.stderr.write(`${error.message}\n`);
    return 1;
  }
}
