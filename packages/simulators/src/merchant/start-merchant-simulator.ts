import { randomBytes } from 'node:crypto';
import { Books } from '../control/books.js';
import { FaultPlan } from '../control/fault.js';
import { RequestLog } from '../control/request-log.js';
import { createRealClock, createVirtualClock } from '../control/simulated-clock.js';
import { startSimulatorServer } from '../control/simulator-server.js';
import { WebhookCourier } from '../control/webhook-courier.js';
import { Assets } from './assets.js';
import type { BrandExtension } from './brand-extension.js';
import { merchantApp, serverErrorText } from './merchant-app.js';
import type { MerchantBrand } from './merchant-brand.js';
import { merchantControl, type MerchantControl } from './merchant-control.js';
import { merchantEndpoints } from './merchant-endpoints.js';
import { merchantPages } from './page/merchant-pages.js';
import { merchantSettings, type MerchantSimulatorOptions } from './merchant-settings.js';
import { emptyState, type Merchant } from './merchant.js';
import { answerText } from './refusal.js';
import { wrongContent } from './wrong-content.js';

/** A running simulator of the merchant protocol. */
export interface MerchantSimulator<Control extends MerchantControl = MerchantControl> {
  /** Where it listens, without a slash at the end. It also answers below `/v1`. */
  readonly baseUrl: string;
  readonly merchantId: string;
  readonly paymentKey: string;
  readonly payoutKey: string;
  /** Plays everyone but the merchant. */
  readonly control: Control;
  /** Stops listening and delivering. A second call changes nothing. */
  close(): Promise<void>;
}

/**
 * Starts a simulator of one brand.
 *
 * @param extend - Adds what only this brand has.
 * @throws Error if the port is taken, RangeError for a wrong option.
 */
export async function startMerchantSimulator<Control extends MerchantControl>(
  brand: MerchantBrand,
  options: MerchantSimulatorOptions,
  extend: (merchant: Merchant, control: MerchantControl) => BrandExtension<Control>,
): Promise<MerchantSimulator<Control>> {
  const settings = merchantSettings(options, brand.observedMembers);
  const startAt = new Date(options.startAt ?? '2026-01-01T00:00:00.000Z').getTime();
  if (Number.isNaN(startAt)) throw new RangeError('The option "startAt" is no instant.');
  const clock = options.clock === 'virtual' ? createVirtualClock(startAt) : createRealClock();
  const random = options.random ?? { bytes: (count) => randomBytes(count) };
  const faults = new FaultPlan();
  const requests = new RequestLog();
  const assets = new Assets(brand.assets, settings.rates, settings.balances);
  const merchant: Merchant = {
    brand,
    settings,
    assets,
    clock,
    random,
    books: new Books(),
    courier: new WebhookCourier({
      clock,
      faults,
      retryDelaysMs: settings.webhookRetryDelaysMs,
      timeoutMs: settings.webhookTimeoutMs,
    }),
    state: emptyState(assets, random),
    baseUrl: '',
  };
  const extension = extend(merchant, merchantControl(merchant, faults, requests));
  const { control, otherInterface } = extension;
  const provider = merchantApp(merchant, [...merchantEndpoints(brand), ...(extension.endpoints ?? [])]);
  const pages = merchantPages(merchant, extension);

  const server = await startSimulatorServer({
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    allowedHosts: options.allowedHosts ?? [],
    clock,
    faults,
    requests,
    faultTexts: {
      serverError: serverErrorText,
      rateLimited: () => answerText({ message: 'Too Many Attempts.' }),
      refusal: (message) => answerText({ state: 1, message }),
      wrongContent,
    },
    faultTextsFor: (path) => (otherInterface?.path(path) === undefined ? undefined : otherInterface.faultTexts),
    providerPath: (method, path) => otherInterface?.path(path) ?? providerPath(method, path),
    answerProvider: async (request) =>
      otherInterface?.path(new URL(request.url).pathname) === undefined
        ? provider.fetch(request)
        : otherInterface.answer(request),
    answerControl: async (request) => pages.fetch(request),
  });
  merchant.baseUrl = server.baseUrl;

  let closing: Promise<void> | undefined;
  return {
    baseUrl: server.baseUrl,
    merchantId: settings.merchantId,
    paymentKey: settings.paymentKey,
    payoutKey: settings.payoutKey,
    control,
    close: () =>
      (closing ??= (async () => {
        clock.stop();
        await merchant.courier.close();
        await server.close();
      })()),
  };
}

/**
 * The documented path that a request means. A client whose base URL already ends
 * in `/v1` may say it twice, and one that expects it there may leave it out.
 */
function providerPath(method: string, path: string): string | undefined {
  const short = path.replace(/^\/v1(?=\/v\d\/)/, '').replace(/(?<=.)\/+$/, '');
  if (/^\/v\d\//.test(short)) return short;
  if (/^\/exchange-rate\//.test(short)) return `/v1${short}`;
  if (method === 'POST' && !short.startsWith('/_simulator')) return `/v1${short}`;
  return undefined;
}
