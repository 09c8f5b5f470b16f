import type { KeptFinding, ReconciliationRun } from '@paymux/orchestration';
import type { DurablePaymux } from 'paymux';
import { colours } from '../output/colours.js';
import { type CliCommand, type CommandHost, CommandFailedError } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { type SystemOptions, withSystem } from '../open-system.js';
import { parseInstant } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { Progress } from '../output/progress.js';

/** The options of `paymux reconcile`, as commander reads them. */
interface ReconcileOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly since?: Date | undefined;
  readonly json?: boolean | undefined;
}

const LOOK_AGAIN_MS = 250;

/** Compares an account's records with what its provider holds. */
export const reconcileCommand: CliCommand = {
  name: 'reconcile',
  define(program, host) {
    program
      .command('reconcile')
      .description('compare the records of an account with what its provider holds')
      .option('--account <id>', 'the account; the default account where nothing is said')
      .option('--since <instant>', 'the beginning; where the last run ended where nothing is said', parseInstant)
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object: run and findings')
      .addHelpText(
        'after',
        examples(
          ['paymux reconcile --account main', 'paymux reconcile --since 2026-03-01T00:00:00Z --json'],
          'A run that was broken off goes on. Exit code 6 means that something does not agree.',
        ),
      )
      .action((options: ReconcileOptions) =>
        withSystem(host, options, ({ paymux }) => reconcile(paymux, options, host)),
      );
  },
};

async function reconcile(paymux: DurablePaymux, options: ReconcileOptions, host: CommandHost): Promise<void> {
  const { account = paymux.direct.defaultAccount, json = false, since } = options;
  const run = await watched(paymux.reconciliation.reconcile({ account, since }), paymux, account, host);
  let open = 0;
  if (json) host.stdout.write(`{"run":${JSON.stringify(run)},"findings":[`);
  for await (const finding of findings(paymux, account)) {
    if (json) host.stdout.write(`${open === 0 ? '' : ','}${JSON.stringify(finding)}`);
    else host.stdout.write(described(finding));
    open += 1;
  }
  if (json) host.stdout.write(']}\n');
  const { checked, closed, errors, finalized } = run.summary;
  const counted = `${String(checked)} checked, ${String(finalized)} settled, ${String(closed)} findings closed`;
  const exitCode = EXIT_CODE.problems;
  if (open > 0) throw new CommandFailedError(`${String(open)} findings are open: ${counted}.`, { exitCode });
  if (errors > 0) {
    throw new CommandFailedError(`${String(errors)} look-ups failed: ${counted}. Run it again.`, { exitCode });
  }
  if (!json) host.stdout.write(`Everything agrees: ${counted}.\n`);
}

/** Shows whoever is at the terminal how far a run is, which it stores as it goes. */
async function watched(
  running: Promise<ReconciliationRun>,
  { reconciliation }: DurablePaymux,
  account: string,
  host: CommandHost,
): Promise<ReconciliationRun> {
  if (host.terminal === undefined) return running;
  const progress = new Progress(host, 'records and objects compared');
  const look = async (): Promise<void> => {
    const { records } = await reconciliation.list({ account, limit: 1 });
    progress.show(records[0]?.summary.checked ?? 0);
  };
  // What cannot be shown is no reason to stop.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_AGAIN_MS);
  try {
    return await running;
  } finally {
    clearInterval(timer);
    progress.end();
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
  return `${colours.red(kind)}  ${subject} ${account}/${name}: probably ${cause}.\n  Next: ${nextStep}.\n`;
}
