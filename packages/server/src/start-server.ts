import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import {
  type Clock,
  combineTelemetry,
  type Logger,
  MetricsRegistry,
  type RandomSource,
  silentLogger,
  systemClock,
  systemRandom,
} from '@paymux/core';
import type { DurablePaymuxConfig, DurablePaymuxDependencies } from 'paymux';
import { Access } from './access/access.js';
import type { AccessPolicy } from './access/access-policy.js';
import type { RequestPolicy } from './access/guard.js';
import type { FirstAdmin } from './access/people.js';
import { installedPage, readPage } from './page-files.js';
import { type PaymuxApp, paymuxApp } from './paymux-app.js';
import { pageRoutes } from './routes/page-routes.js';
import { openServiceSystem } from './service-system.js';
import { checkProfile, isLoopback, type ServerProfile } from './server-profile.js';

/** Options of {@link startServer}. */
export interface StartServerOptions {
  /** What is served. `worker: false` leaves the work to other processes. */
  readonly config: DurablePaymuxConfig;
  /** Where `env:NAME` and `DATABASE_URL` are looked up. @defaultValue `process.env` */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** @defaultValue `development` */
  readonly profile?: ServerProfile | undefined;
  /** The address that is listened at. @defaultValue `127.0.0.1` */
  readonly host?: string | undefined;
  /** `0` takes any free one. @defaultValue 3000 */
  readonly port?: number | undefined;
  /**
   * Where people and providers reach this service, without a path: cookies, links and webhooks follow from it.
   * @defaultValue where it listens, which will do for development alone
   */
  readonly publicUrl?: string | undefined;
  /** Who the first administrator is, where the link that is made for them is taken up without saying so. */
  readonly firstAdmin?: FirstAdmin | undefined;
  /** What bounds requests. */
  readonly requests?: Omit<RequestPolicy, 'publicUrl'> | undefined;
  /** How long sessions last, and what bounds tries of passwords. */
  readonly access?: Partial<AccessPolicy> | undefined;
  /** The account whose webhooks come to `/payouts/webhook`. @defaultValue the default account */
  readonly payoutWebhookAccount?: string | undefined;
  /**
   * Whether providers are told where to deliver webhooks, below `publicUrl`. @defaultValue unless `publicUrl` is this
   * machine, which no real provider can reach
   */
  readonly sendWebhookUrls?: boolean | undefined;
  /**
   * The folder of the page that is served to people, or `false` for none.
   * @defaultValue that of `@paymux/admin`, where it is installed
   */
  readonly page?: string | false | undefined;
  /** Lets whoever sends it as a bearer fetch `/metrics`, and nothing else. At least 24 characters. */
  readonly metricsToken?: string | undefined;
  /** How long requests under way may take once the service is to end, in milliseconds. @defaultValue 10,000 */
  readonly drainMs?: number | undefined;
  /** How often the store is asked for changes while somebody listens, in milliseconds. @defaultValue 500 */
  readonly changesEveryMs?: number | undefined;
  /** How long a request under an `Idempotency-Key` is taken to be under way. See {@link PaymuxAppDependencies}. */
  readonly keyLeaseMs?: number | undefined;
  /** What the payment system works with, beside what is named here. */
  readonly dependencies?: Omit<DurablePaymuxDependencies, 'environment' | 'logger' | 'clock' | 'random'> | undefined;
  /** @defaultValue one that writes nothing */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: RandomSource | undefined;
}

/** A service that listens. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /**
   * Where the first administrator chooses a password, as long as there is none: whoever has it becomes that.
   * Absent once there is one.
   */
  readonly firstAdminLink?: string | undefined;
  readonly app: PaymuxApp;
  /**
   * Takes no more requests, finishes those under way for a while, ends streams of events and the worker, and closes the
   * store if it was opened here. What a process that is killed instead had begun is taken up by others.
   */
  close(): Promise<void>;
}

/** Times for slow senders; a file of payouts may take its time. Node's own are 60 and 300 seconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 300_000;
const DRAIN_MS = 10_000;
const IDLE_CHECK_MS = 50;

/**
 * Serves payments and payouts over HTTP: the interface, webhooks, and the page where it is installed. Several of them
 * may serve one PostgreSQL.
 *
 * @throws {@link MisconfiguredError} Names every problem of the accounts, the rules, or the address.
 * @throws {@link StoreUnavailableError} The store cannot be opened.
 * @example
 * ```ts
 * const server = await startServer({ config: { accounts: [{ id: 'main', provider: 'cryptomus' }] } });
 * console.log(server.url, server.firstAdminLink);
 * ```
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { config, environment = process.env, host = '127.0.0.1', port = 3000, profile = 'development' } = options;
  const { clock, dependencies = {}, logger = silentLogger, random = systemRandom } = options;
  const { payoutWebhookAccount: payoutAccount } = options;
  if (options.publicUrl !== undefined || profile !== 'development') checkProfile(profile, options.publicUrl ?? '');

  const folder = options.page === false ? undefined : (options.page ?? installedPage());
  const page = folder === undefined ? undefined : await readPage(folder);
  const http = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 2000,
  });
  let answer: RequestListener = unavailable;
  http.on('request', (request, response) => {
    answer(request, response);
  });
  // Listening first, so that a port that is taken is known before anything is opened.
  const url = await listen(http, host, port);
  const publicUrl = new URL(options.publicUrl ?? url).origin;
  const { worker: works = true } = config;
  try {
    const isTold =
      config.webhookBaseUrl === undefined && (options.sendWebhookUrls ?? !isLoopback(new URL(publicUrl).hostname));
    const metrics = new MetricsRegistry();
    const paymux = await openServiceSystem(
      // The worker is started once requests can be answered.
      { ...config, ...(isTold && { webhookBaseUrl: `${publicUrl}/webhooks` }) },
      {
        ...dependencies,
        telemetry: combineTelemetry(metrics, ...(dependencies.telemetry === undefined ? [] : [dependencies.telemetry])),
        ...(clock !== undefined && { clock }),
        environment,
        logger,
        random,
      },
    );
    try {
      const { store } = paymux;
      const common = { clock: clock ?? systemClock, random, logger };
      const access = new Access({ ...common, store, policy: { ...options.access, publicUrl } });
      const app = paymuxApp({
        ...common,
        paymux,
        access,
        policy: { ...options.requests, publicUrl },
        ...(payoutAccount !== undefined && { webhooks: { paths: { '/payouts/webhook': payoutAccount } } }),
        changesEveryMs: options.changesEveryMs,
        keyLeaseMs: options.keyLeaseMs,
        ...(page !== undefined && { others: pageRoutes(page) }),
        metrics,
        metricsToken: options.metricsToken,
        ...(works && { isWorking: () => isWorking }),
      });
      let isWorking = works;
      if (works) paymux.worker.start();
      const link = await access.firstAdminLink(options.firstAdmin);
      const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
      answer = (request, response) => void listener(request, response);
      logger.info('server.started', { url, profile, worker: works });
      let closing: Promise<void> | undefined;
      return {
        url,
        firstAdminLink: link === undefined ? undefined : `${publicUrl}${link}`,
        app,
        close: () =>
          (closing ??= (async () => {
            isWorking = false;
            answer = unavailable;
            app.close();
            await stopListening(http, options.drainMs ?? DRAIN_MS, systemClock);
            await paymux.close();
            logger.info('server.stopped', { url });
          })()),
      };
    } catch (error) {
      await paymux.close();
      throw error;
    }
  } catch (error) {
    await stopListening(http, 0, systemClock);
    throw error;
  }
}

/** Before everything is open, and once it is about to be closed. */
const unavailable: RequestListener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
};

function listen(http: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      const { address, family, port: taken } = http.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${String(taken)}`);
    });
  });
}

/** Resolves once every connection has ended, by itself or after so many milliseconds. */
async function stopListening(http: Server, drainMs: number, clock: Clock): Promise<void> {
  const isClosed = new AbortController();
  const closed = new Promise<void>((resolve) => {
    http.close(() => {
      isClosed.abort();
      resolve();
    });
  });
  const until = clock.now().getTime() + drainMs;
  // Connections that fall idle once their answer is out would be kept for another request.
  const hurry = async (): Promise<void> => {
    while (!isClosed.signal.aborted) {
      if (clock.now().getTime() >= until) http.closeAllConnections();
      else http.closeIdleConnections();
      await clock.sleep(IDLE_CHECK_MS, isClosed.signal).catch(() => undefined);
    }
  };
  await Promise.all([closed, hurry()]);
}
