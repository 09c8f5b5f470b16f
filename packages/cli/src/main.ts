import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Command, CommanderError } from 'commander';
import type { CliCommand, CommandContext, CommandHost, Environment } from './command.js';
import { captureCommand } from './commands/capture.js';
import { completionCommand } from './commands/completion.js';
import { doctorCommand } from './commands/doctor.js';
import { figuresCommand } from './commands/figures.js';
import { initCommand } from './commands/init.js';
import { ledgerCommand } from './commands/ledger.js';
import { manualCommand } from './commands/manual.js';
import { migrateCommand } from './commands/migrate.js';
import { newProviderCommand } from './commands/new-provider.js';
import { paymentCommand } from './commands/payment.js';
import { payoutCommand } from './commands/payout.js';
import { reconcileCommand } from './commands/reconcile.js';
import { routeCommand } from './commands/route.js';
import { serveCommand } from './commands/serve.js';
import { simulateCommand } from './commands/simulate.js';
import { webhookCommand } from './commands/webhook.js';
import { workerCommand } from './commands/worker.js';
import { colouredOnTerminals } from './output/colours.js';
import { EXIT_CODE } from './exit-code.js';
import { explainError } from './explain-error.js';
import { packageVersion } from './output/package-version.js';

const COMMANDS: readonly CliCommand[] = [
  initCommand,
  serveCommand,
  workerCommand,
  migrateCommand,
  paymentCommand,
  payoutCommand,
  webhookCommand,
  reconcileCommand,
  routeCommand,
  ledgerCommand,
  figuresCommand,
  simulateCommand,
  newProviderCommand,
  captureCommand,
  doctorCommand,
  completionCommand,
  manualCommand,
];

/**
 * Runs the `paymux` command line.
 *
 * @param args - The arguments after the program's name.
 * @returns The exit code: 0 for success; `docs/command-line.md` has the table of the others.
 */
export async function runPaymux(args: readonly string[], context: CommandContext): Promise<number> {
  const host = hostOf(context);
  const program = new Command('paymux')
    .description('Payments and payouts through several providers')
    .version(packageVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('(--help explains the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    });
  for (const command of COMMANDS) command.define(program, host);

  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT_CODE.done;
  } catch (error) {
    // Commander has printed its message by now; help and version end this way as well.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
    const { exitCode, message } = await explainError(error);
    host.stderr.write(`${message}\n`);
    return exitCode;
  }
}

function hostOf(context: CommandContext): CommandHost {
  const { directory = process.cwd(), environment = process.env, stdin = nothing() } = context;
  const variables = { ...fileEnvironment(directory), ...environment };
  return {
    stdout: colouredOnTerminals(context.stdout, variables),
    stderr: context.stderr,
    stdin,
    terminal: context.terminal,
    directory,
    environment: variables,
    untilStopped: () => context.untilStopped(),
  };
}

/** The variables of the file `.env`, where there is one. Those of the process win over them. */
function fileEnvironment(directory: string): Environment {
  try {
    return parseEnv(readFileSync(join(directory, '.env'), 'utf8'));
  } catch {
    return {};
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Nothing is piped in.
}
