import { type Clock, type Logger, type MetricsRegistry, observeWork, type RandomSource } from '@paymux/core';
import { Idempotency, type WebhookHandlerOptions } from '@paymux/orchestration';
import type { DurablePaymux } from 'paymux';
import { type Gatekeeper, GuardedApp, type RequestEnvironment, type RequestPolicy } from './access/guard.js';
import { keyedRoutes } from './api/keyed-routes.js';
import { openApiDocument, type OpenApiDocument } from './api/open-api.js';
import type { AnyRawRoute, AnyRoute } from './api/route.js';
import { ChangeFeed } from './events/change-feed.js';
import { apiRoutes } from './routes/api-routes.js';
import { withMetricsToken } from './metrics-token.js';
import { documentRoutes } from './routes/document-routes.js';
import { healthRoutes } from './routes/health-routes.js';
import { metricRoutes } from './routes/metric-routes.js';
import { webhookEntryRoutes } from './routes/webhook-entry-routes.js';

/** What {@link paymuxApp} works with. */
export interface PaymuxAppDependencies {
  readonly paymux: DurablePaymux;
  /** Who may do what, and its own routes. */
  readonly access: Gatekeeper & { routes(): readonly AnyRoute[] };
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: RequestPolicy;
  /** How webhooks are taken. @defaultValue those at `/payouts/webhook` are for the default account */
  readonly webhooks?: WebhookHandlerOptions | undefined;
  /** How often the store is asked for changes while somebody listens, in milliseconds. @defaultValue 500 */
  readonly changesEveryMs?: number | undefined;
  /**
   * How long a request under an `Idempotency-Key` is taken to be under way, in milliseconds: whoever repeats one whose
   * process died waits that long. @defaultValue 30,000
   */
  readonly keyLeaseMs?: number | undefined;
  /** Whether the worker of this process works. Absent where another process has it. */
  readonly isWorking?: (() => boolean) | undefined;
  /** Figures to be fetched at `/metrics`. @defaultValue there is no such path */
  readonly metrics?: Pick<MetricsRegistry, 'text'> | undefined;
  /** Lets whoever sends it fetch figures, and nothing else. At least 24 characters. */
  readonly metricsToken?: string | undefined;
  /** Routes of the application that serves this one, such as those of a page. */
  readonly others?: readonly (AnyRoute | AnyRawRoute)[] | undefined;
}

/** The HTTP interface as a function. */
export interface PaymuxApp {
  /** Answers a request. Never rejects. */
  readonly fetch: (request: Request, environment?: RequestEnvironment) => Promise<Response>;
  /** Every route there is, with its permission. */
  readonly routeTable: readonly (AnyRoute | AnyRawRoute)[];
  readonly document: OpenApiDocument;
  /** Says that it is not ready any more, and ends the streams of events. What is closed stays closed. */
  close(): void;
}

/**
 * Puts the HTTP interface together on a payment system that is open. Listens nowhere: `fetch` answers requests of
 * whatever server it is mounted in.
 */
export function paymuxApp(dependencies: PaymuxAppDependencies): PaymuxApp {
  const { changesEveryMs, clock, logger, metrics, others = [], paymux, policy, random } = dependencies;
  const access = withMetricsToken(dependencies.access, dependencies.metricsToken);
  const { store } = paymux;
  const feed = new ChangeFeed({ store, clock, everyMs: changesEveryMs });
  const idempotency = new Idempotency({ store, clock, random, leaseMs: dependencies.keyLeaseMs ?? KEY_LEASE_MS });
  const { json, raw } = apiRoutes({ ...dependencies, access, feed });
  const isWorking = dependencies.isWorking === undefined ? {} : { isWorking: dependencies.isWorking };
  const routes = [
    ...dependencies.access.routes(),
    ...keyedRoutes(json, idempotency),
    ...raw,
    ...webhookEntryRoutes(
      paymux.webhooks.handler({
        paths: { '/payouts/webhook': paymux.direct.defaultAccount },
        ...dependencies.webhooks,
      }),
    ),
    ...(metrics === undefined ? [] : metricRoutes(paymux, metrics)),
    ...healthRoutes({ store, clock, isClosing: () => isClosing, ...isWorking }),
  ];
  let isClosing = false;
  const document = openApiDocument(routes, API_VERSION);
  const app = new GuardedApp({ access, clock, random, logger, policy }).mount([
    ...routes,
    ...documentRoutes(document),
    ...others,
  ]);
  return {
    fetch: (request, environment) => {
      const work = {
        name: 'http.request',
        kind: 'server',
        attributes: { 'http.request.method': request.method },
      } as const;
      return observeWork(
        paymux.telemetry,
        work,
        () => app.fetch(request, environment),
        ({ status }) => ({ 'http.response.status_code': status }),
      );
    },
    routeTable: app.routeTable,
    document,
    close: () => {
      isClosing = true;
      feed.close();
    },
  };
}

/** A request that takes longer may be worked on twice, which every one of them bears: by its reference or revision. */
const KEY_LEASE_MS = 30_000;

/** Of the interface, not of the package: it changes when a client has to. */
const API_VERSION = '1';
