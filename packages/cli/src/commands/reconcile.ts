import type { Command } from 'commander';
import { PaymentsError } from '@paymux/core';
import type { KeptFinding, ReconciliationRun } from '@paymux/orchestration';
import type { DurablePaymux } from 'paymux';
import pico from 'picocolors';
import { CommandFailedError, type CliCommand, type CommandContext } from '../command.js';

/** The options of `paymux reconcile`, as commander reads them. */
interface ReconcileOptions {
  readonly account?: string | undefined;
  readonly since?: string | undefined;
  readonly config?: string | undefined;
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Compares an account's records with what its provider holds. */
export const reconcileCommand: CliCommand = {
  name: 'reconcile',
  define(program: Command, context: CommandContext) {
    program
      .command('reconcile')
      .description('compare the records of an account with what its provider holds')
      .option('--account <id>', 'the account; the default account where nothing is said')
      .option('--since <instant>', 'the beginning, as ISO 8601; where the last run ended where nothing is said')
      .option('--config <file>', 'the accounts as JSON; those of the environment where nothing is said')
      .option('--store <folder or url>', 'the store; DATABASE_URL, else ./paymux-data, where nothing is said')
      .option('--json', 'print one JSON object')
      .addHelpText('after', '\nA run that was broken off goes on. Exit status 1 means that something does not agree.')
      .action((options: ReconcileOptions) => reconcile(options, context));
  },
};

async function reconcile(options: ReconcileOptions, context: CommandContext): Promise<void> {
  const { json = false } = options;
  const since = options.since === undefined ? undefined : new Date(options.since);
  if (since !== undefined && Number.isNaN(since.getTime())) {
    throw new CommandFailedError('--since must be an instant such as 2026-03-01T00:00:00Z.');
  }
  const paymux = await opened(options);
  let run: ReconciliationRun;
  let open = 0;
  try {
    const account = options.account ?? paymux.direct.defaultAccount;
    run = await explained(paymux.reconciliation.reconcile({ account, since }));
    if (json) context.stdout.write(`{"run":${JSON.stringify(run)},"findings":[`);
    for await (const finding of findings(paymux, account)) {
      if (json) context.stdout.write(`${open === 0 ? '' : ','}${JSON.stringify(finding)}`);
      else context.stdout.write(described(finding));
      open += 1;
    }
    if (json) context.stdout.write(']}\n');
  } finally {
    await paymux.close();
  }
  const { checked, closed, errors, finalized } = run.summary;
  const counted = `${String(checked)} checked, ${String(finalized)} settled, ${String(closed)} findings closed`;
  if (open > 0) throw new CommandFailedError(`${String(open)} findings are open: ${counted}.`);
  if (errors > 0) throw new CommandFailedError(`${String(errors)} look-ups failed: ${counted}. Run it again.`);
  if (!json) context.stdout.write(`Everything agrees: ${counted}.\n`);
}

async function opened({ config, store }: ReconcileOptions): Promise<DurablePaymux> {
  // Providers and engines are loaded when a command needs them, so that the others start quickly.
  const { configFromEnv, configFromFile, openPaymux } = await import('paymux');
  return explained(
    (async () => {
      const accounts = config === undefined ? configFromEnv(process.env) : configFromFile(config);
      return openPaymux({ ...accounts, ...(store === undefined ? {} : { store }), worker: false });
    })(),
  );
}

/** What went wrong for a reason that its user can act on says so in its message. */
async function explained<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw PaymentsError.isInstance(error) ? new CommandFailedError(error.message, { cause: error }) : error;
  }
}

async function* findings({ reconciliation }: DurablePaymux, account: string): AsyncIterable<KeptFinding> {
  let after: string | undefined;
  do {
    const page = await reconciliation.findings({ account, limit: 500, after });
    yield* page.records;
    after = page.next;
  } while (after !== undefined);
}

function described({ account, cause, kind, nextStep, providerId, recordId, reference, subject }: KeptFinding): string {
  const name = reference ?? recordId ?? providerId ?? '';
  return `${pico.red(kind)}  ${subject} ${account}/${name}: probably ${cause}.\n  Next: ${nextStep}.\n`;
}
