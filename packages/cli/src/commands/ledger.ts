import pico from 'picocolors';
import { CommandFailedError, type CliCommand, type CommandContext } from '../command.js';
import { openExistingStore, STORE_OPTION } from '../existing-store.js';

/** The options of `paymux ledger verify`, as commander reads them. */
interface VerifyOptions {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Commands on the books of a store. */
export const ledgerCommand: CliCommand = {
  name: 'ledger',
  define(program, context) {
    const ledger = program.command('ledger').description('look after the books of a store');
    ledger
      .command('verify')
      .description('compare balances with their entries, entries with their payouts, and histories with their digests')
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object')
      .addHelpText(
        'after',
        '\nExit status 1 means that something does not agree. Run it while nothing works on the store, or on a copy.',
      )
      .action((options: VerifyOptions) => verify(options, context));
  },
};

async function verify({ json = false, store: url }: VerifyOptions, context: CommandContext): Promise<void> {
  const [{ Ledger }, { systemClock }, store] = await Promise.all([
    import('@paymux/orchestration'),
    import('@paymux/core'),
    openExistingStore(url),
  ]);
  try {
    const { findings, payouts, transfers } = await new Ledger({ store, clock: systemClock }).verify({
      onProgress: (checked) => {
        if (process.stderr.isTTY) context.stderr.write(`\r${String(checked)} payouts checked`);
      },
    });
    if (process.stderr.isTTY) context.stderr.write('\r');
    if (json) context.stdout.write(`${JSON.stringify({ payouts, transfers, findings })}\n`);
    else {
      for (const { finding, subject } of findings)
        context.stdout.write(`${pico.red('wrong')}  ${subject}: ${finding}\n`);
      const counted = `${String(payouts)} payouts, ${String(transfers)} entries`;
      context.stdout.write(findings.length === 0 ? `The books agree: ${counted}.\n` : '');
    }
    if (findings.length > 0) {
      throw new CommandFailedError(
        `${findings.length === 1 ? '1 finding' : `${String(findings.length)} findings`} in ${String(payouts)} payouts and ${String(transfers)} entries. ` +
          'Stop paying out from this store, keep a copy of it, and find out who changed what is named.',
      );
    }
  } finally {
    await store.close();
  }
}
