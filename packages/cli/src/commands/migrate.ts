import { type CliCommand, CommandFailedError } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { placeOf, type SystemOptions } from '../open-system.js';
import { examples } from '../output/example-help.js';

interface MigrateOptions extends SystemOptions {
  readonly check?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux migrate`: makes the store, or brings it up to date. */
export const migrateCommand: CliCommand = {
  name: 'migrate',
  define(program, host) {
    program
      .command('migrate')
      .description('make the tables of the store, or bring them up to what this version needs')
      .option('--check', 'change nothing; exit code 6 means that something is to be done')
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object: applied and pending')
      .addHelpText(
        'after',
        examples(
          ['paymux migrate', 'paymux migrate --check --store postgres://db.internal/paymux'],
          'Safe to run from several machines at once, and again. Whatever opens the store does the same.',
        ),
      )
      .action(async (options: MigrateOptions) => {
        const place = await placeOf(host, options);
        const { inspectStore, openStore } = await import('@paymux/store');
        const before = await inspectStore(place);
        if (options.check !== true) await (await openStore({ url: place })).close();
        const now = options.check === true ? before : await inspectStore(place);
        const done = now.applied.filter((name) => !before.applied.includes(name));
        if (options.json === true) host.stdout.write(`${JSON.stringify(now)}\n`);
        else {
          for (const name of done) host.stdout.write(`applied  ${name}\n`);
          for (const name of now.pending) host.stdout.write(`pending  ${name}\n`);
          if (done.length + now.pending.length === 0) host.stdout.write('The store is up to date.\n');
        }
        if (now.pending.length > 0) {
          throw new CommandFailedError('The store is behind this version. Run "paymux migrate".', {
            exitCode: EXIT_CODE.problems,
          });
        }
      });
  },
};
