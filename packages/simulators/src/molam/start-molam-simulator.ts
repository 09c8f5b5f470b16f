import { randomBytes } from 'node:crypto';
import { Books } from '../control/books.js';
import { FaultPlan } from '../control/fault.js';
import { RequestLog } from '../control/request-log.js';
import { createRealClock, createVirtualClock } from '../control/simulated-clock.js';
import { startSimulatorServer } from '../control/simulator-server.js';
import { IdempotentAnswers } from './idempotent-answers.js';
import { emptyState, type Molam } from './molam.js';
import { molamApp } from './molam-app.js';
import { molamControl, wholeEndpoint, type MolamControl } from './molam-control.js';
import { molamSettings, type MolamSimulatorOptions } from './molam-settings.js';
import { molamPages } from './page/molam-pages.js';
import { RateLimit } from './rate-limit.js';
import { errorText } from './refusal.js';
import { registerEndpoint } from './webhook/endpoints.js';
import { molamCourier } from './webhook/molam-courier.js';
import { wrongContent } from './wrong-content.js';

/** A running Molam simulator. */
export interface MolamSimulator {
  /** Where it listens, without a slash at the end. */
  readonly baseUrl: string;
  /** An API key that it accepts. */
  readonly apiKey: string;
  /** Plays everyone but the merchant. */
  readonly control: MolamControl;
  /** Stops listening and delivering. A second call changes nothing. */
  close(): Promise<void>;
}

/** An invented key for simulators that accept every test key. */
const TEST_KEY = 'sk_test_simulated_6Yt2Qw9Zc4Lm';

/**
 * Starts a local Molam: every endpoint of payments, refunds, treasury and
 * webhooks over real HTTP, with state, signed webhooks, a page at its root, and
 * faults on request.
 *
 * @throws Error if the port is taken.
 * @throws RangeError for an option that cannot be meant.
 * @example
 * ```ts
 * const simulator = await startMolamSimulator({ clock: 'virtual', webhookUrl: 'http://127.0.0.1:3000/molam' });
 * // … create a payment intent at simulator.baseUrl …
 * await simulator.control.pay('order-42');
 * await simulator.close();
 * ```
 */
export async function startMolamSimulator(options: MolamSimulatorOptions = {}): Promise<MolamSimulator> {
  const settings = molamSettings(options);
  const startAt = new Date(options.startAt ?? '2026-01-01T00:00:00.000Z').getTime();
  if (Number.isNaN(startAt)) throw new RangeError('The option "startAt" is no instant.');
  const clock = options.clock === 'virtual' ? createVirtualClock(startAt) : createRealClock();
  const faults = new FaultPlan();
  const log = new RequestLog();
  const signing = options.webhookSigning ?? 'standard';
  const freshAccount = (): Pick<Molam, 'state' | 'books' | 'courier' | 'answers' | 'rateLimit' | 'signing'> => {
    const state = emptyState();
    const { idempotencyLifetimeMs, requestsPerMinute } = settings;
    return {
      state,
      books: new Books(),
      courier: molamCourier({ clock, settings, state }, faults, () => molam.signing),
      answers: new IdempotentAnswers(clock, idempotencyLifetimeMs),
      rateLimit: requestsPerMinute === undefined ? undefined : new RateLimit(clock, requestsPerMinute),
      signing,
    };
  };
  const molam: Molam = {
    settings,
    clock,
    random: options.random ?? { bytes: (count) => randomBytes(count) },
    ...freshAccount(),
    held: undefined,
    announcing: new Set(),
    baseUrl: '',
  };
  registerFirstEndpoint(molam);
  const control = molamControl(molam, {
    faults,
    log,
    async restart() {
      const { courier } = molam;
      Object.assign(molam, freshAccount());
      registerFirstEndpoint(molam);
      await courier.close();
    },
  });
  const provider = molamApp(molam);
  const pages = molamPages(molam, control);
  const { errorShape } = settings;

  const server = await startSimulatorServer({
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    allowedHosts: options.allowedHosts ?? [],
    clock,
    faults,
    requests: log,
    faultTexts: {
      serverError: () =>
        errorText(errorShape, { code: 'server_error', message: 'Something went wrong.', type: 'api_error' }),
      rateLimited: () =>
        errorText(errorShape, { code: 'rate_limit_exceeded', message: 'Too many requests.', type: 'rate_limit_error' }),
      // A message that reads like a code is one.
      refusal: (message) =>
        errorText(errorShape, {
          code: /^[a-z_]+$/.test(message) ? message : 'refused',
          message,
          type: 'invalid_request_error',
        }),
      wrongContent,
    },
    providerPath: (_method, path) => (/^\/v1(\/|$)/.test(path) ? path.replace(/(?<=.)\/+$/, '') : undefined),
    answerProvider: async (request) => provider.fetch(request),
    answerControl: async (request) => pages.fetch(request),
  });
  molam.baseUrl = server.baseUrl;

  let closing: Promise<void> | undefined;
  return {
    baseUrl: server.baseUrl,
    apiKey: settings.apiKey ?? TEST_KEY,
    control,
    close: () =>
      (closing ??= (async () => {
        control.release();
        clock.stop();
        await molam.courier.close();
        await server.close();
      })()),
  };
}

function registerFirstEndpoint(molam: Molam): void {
  const { webhookUrl } = molam.settings;
  if (webhookUrl !== undefined) registerEndpoint(molam, wholeEndpoint(webhookUrl, ['*']));
}
