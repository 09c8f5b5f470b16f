import { colours } from '../output/colours.js';
import { type CliCommand, type CommandHost, CommandFailedError } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { examples } from '../output/example-help.js';
import { Progress } from '../output/progress.js';

/** The options of `paymux ledger verify`, as commander reads them. */
interface VerifyOptions extends SystemOptions {
  readonly json?: boolean | undefined;
}

/** Commands on the books of a store. */
export const ledgerCommand: CliCommand = {
  name: 'ledger',
  define(program, host) {
    const ledger = program.command('ledger').description('look after the books of a store');
    ledger
      .command('verify')
      .description('compare balances with their entries, entries with their payouts, and histories with their digests')
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object')
      .addHelpText(
        'after',
        examples(
          ['paymux ledger verify', 'paymux ledger verify --store ./backup-2026-11-21 --json'],
          'Exit code 6 means that something does not agree; the first record that is broken comes first.\n' +
            'Run it while nothing works on the store, or on a copy.',
        ),
      )
      .action((options: VerifyOptions) => verify(options, host));
  },
};

async function verify(options: VerifyOptions, host: CommandHost): Promise<void> {
  const [{ Ledger }, { systemClock }] = await Promise.all([import('@paymux/orchestration'), import('@paymux/core')]);
  const progress = new Progress(host, 'payouts checked');
  const { findings, payouts, transfers } = await withStore(host, options, async (store) => {
    try {
      return await new Ledger({ store, clock: systemClock }).verify({
        onProgress: (checked) => progress.show(checked),
      });
    } finally {
      progress.end();
    }
  });
  if (options.json === true) host.stdout.write(`${JSON.stringify({ payouts, transfers, findings })}\n`);
  else {
    for (const { finding, subject } of findings) host.stdout.write(`${colours.red('wrong')}  ${subject}: ${finding}\n`);
    const counted = `${String(payouts)} payouts, ${String(transfers)} entries`;
    host.stdout.write(findings.length === 0 ? `The books agree: ${counted}.\n` : '');
  }
  const [first] = findings;
  if (first === undefined) return;
  throw new CommandFailedError(
    `${findings.length === 1 ? '1 finding' : `${String(findings.length)} findings`} in ${String(payouts)} payouts and ${String(transfers)} entries; ` +
      `the first is ${first.subject}. ` +
      'Stop paying out from this store, keep a copy of it, and find out who changed what is named.',
    { exitCode: EXIT_CODE.problems },
  );
}
