import type { LogThreshold } from '@paymux/core';
import { type CliCommand, type CommandHost, misused } from '../command.js';
import { CONFIG_OPTION, loadConfig } from '../config/load-config.js';
import { STORE_OPTION, storePlace } from '../config/store-place.js';
import { LAST_PORT, parsePort, startListening } from '../listening.js';
import { loggerOf, logOption } from '../log.js';
import { requireProfile, type SystemOptions } from '../open-system.js';
import { parseUrl } from '../option-parsers.js';
import { examples } from '../output/example-help.js';

interface ServeOptions extends SystemOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly publicUrl?: string | undefined;
  /** Whether this process works as well. */
  readonly worker: boolean;
  readonly logLevel: LogThreshold;
  readonly json?: boolean | undefined;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;

/** `paymux serve`: the service with its page, until it is stopped. */
export const serveCommand: CliCommand = {
  name: 'serve',
  define(program, host) {
    program
      .command('serve')
      .description('serve the page, the API and the webhooks, and do what is due; until it is stopped')
      .option('--host <address>', `address to listen on; server.host, else ${DEFAULT_HOST}, where nothing is said`)
      .option(
        '-p, --port <number>',
        `port to listen on; PORT, else server.port, else ${String(DEFAULT_PORT)}, where nothing is said`,
        parsePort,
      )
      .option(
        '--public-url <url>',
        'where people and providers reach it; server.publicUrl where nothing is said',
        parseUrl,
      )
      .option('--no-worker', 'leave the work to processes of "paymux worker"')
      .addOption(logOption())
      .option(...CONFIG_OPTION)
      .option(...STORE_OPTION)
      .option('--json', 'print one JSON object: url, profile, and firstAdminLink while there is nobody')
      .addHelpText(
        'after',
        examples(
          ['paymux serve', 'PAYMUX_PROFILE=production paymux serve --host 0.0.0.0 --no-worker'],
          'The first start prints a link, once, by which the first administrator chooses a password.\n' +
            'On SIGTERM it takes no more requests, finishes what it has begun, and ends with 0.',
        ),
      )
      .action((options: ServeOptions) => serve(options, host));
  },
};

async function serve(options: ServeOptions, host: CommandHost): Promise<void> {
  const loaded = await loadConfig(host, options.config);
  const { alertChannels, config, profile, server } = loaded;
  const store = storePlace(host, options.store, loaded);
  const publicUrl = options.publicUrl ?? server.publicUrl;
  await requireProfile({ ...loaded, server: { ...server, publicUrl } }, store, host);
  const address = {
    host: options.host ?? server.host ?? DEFAULT_HOST,
    port: options.port ?? portOf(host, server.port),
  };
  const logger = await loggerOf(host, options.logLevel);
  const { startServer } = await import('@paymux/server');
  const running = await startListening(address, () =>
    startServer({
      ...address,
      config: { ...config, store, worker: options.worker },
      environment: host.environment,
      profile,
      publicUrl,
      logger,
      dependencies: { alertChannels },
    }),
  );
  try {
    // Asked for before anyone can know that it listens, so that no request to stop is missed.
    const stopped = host.untilStopped();
    const { firstAdminLink, url } = running;
    if (options.json === true) host.stdout.write(`${JSON.stringify({ url, publicUrl, profile, firstAdminLink })}\n`);
    else {
      host.stdout.write(`Listening at ${url} (${profile}).\n`);
      if (firstAdminLink !== undefined) host.stdout.write(`The first administrator begins here: ${firstAdminLink}\n`);
    }
    await stopped;
  } finally {
    await running.close();
  }
}

function portOf({ environment }: CommandHost, configured: number | undefined): number {
  const named = environment['PORT'] || undefined;
  if (named === undefined) return configured ?? DEFAULT_PORT;
  if (/^\d{1,5}$/.test(named) && Number(named) <= LAST_PORT) return Number(named);
  throw misused('PORT must be a number from 0 to 65535.');
}
