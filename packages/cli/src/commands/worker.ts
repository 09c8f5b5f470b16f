import type { LogThreshold } from '@paymux/core';
import type { CliCommand, CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { loggerOf, logOption } from '../log.js';
import { openSystem, type SystemOptions } from '../open-system.js';
import { examples } from '../output/example-help.js';

interface WorkerOptions extends SystemOptions {
  readonly once?: boolean | undefined;
  readonly logLevel: LogThreshold;
  readonly json?: boolean | undefined;
}

/** `paymux worker`: does what is due, until it is stopped. */
export const workerCommand: CliCommand = {
  name: 'worker',
  define(program, host) {
    program
      .command('worker')
      .description('do what is due: send, follow up, apply webhooks, run schedules; until it is stopped')
      .option('--once', 'do what is due now, and end')
      .addOption(logOption())
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print JSON instead of text')
      .addHelpText(
        'after',
        examples(
          ['paymux worker', 'paymux worker --once --json'],
          'Any number of workers on any number of machines may share one store. On SIGTERM it takes on nothing new,\n' +
            'finishes what it has begun, and ends with 0.',
        ),
      )
      .action((options: WorkerOptions) => work(options, host));
  },
};

async function work(options: WorkerOptions, host: CommandHost): Promise<void> {
  const { json = false, once = false } = options;
  const { loaded, paymux } = await openSystem(host, options, await loggerOf(host, options.logLevel));
  try {
    if (once) {
      const steps = await paymux.worker.drain();
      host.stdout.write(json ? `${JSON.stringify({ steps })}\n` : `${String(steps)} steps done.\n`);
      return;
    }
    // Asked for before anyone can know that it works, so that no request to stop is missed.
    const stopped = host.untilStopped();
    paymux.worker.start();
    const { accounts } = paymux.direct;
    host.stdout.write(
      json
        ? `${JSON.stringify({ working: true, profile: loaded.profile, accounts })}\n`
        : `Working for ${accounts.join(', ')} (${loaded.profile}).\n`,
    );
    await stopped;
  } finally {
    await paymux.close();
  }
}
