import { startMerchantSimulator, type MerchantSimulator } from '../merchant/start-merchant-simulator.js';
import { AmlLinks } from './aml-links.js';
import { amlButtons, amlPage } from './aml-page.js';
import { apiAccount } from './api-key/api-account.js';
import { apiKeyInterface } from './api-key/api-key-interface.js';
import { heleketBrand } from './heleket-brand.js';
import { heleketControl, type HeleketControl } from './heleket-control.js';
import { heleketSettings, type HeleketSimulatorOptions } from './heleket-settings.js';
import { amlRoutes } from './routes/aml-routes.js';

/** A running Heleket simulator. */
export interface HeleketSimulator extends MerchantSimulator<HeleketControl> {
  /** Expected in the header `X-API-Key` of the api-key interface. */
  readonly apiKey: string;
  /** Signs webhooks that carry an HMAC in a header. */
  readonly webhookSecret: string;
}

/**
 * Starts a local Heleket: every endpoint of the merchant interface and, at
 * `/api/v1/payouts`, the interface with one API key, over real HTTP and on one
 * set of books, with signed webhooks, a page at its root, and faults on request.
 *
 * @throws Error if the port is taken.
 * @throws RangeError for an option that cannot be meant.
 * @example
 * ```ts
 * const simulator = await startHeleketSimulator({ clock: 'virtual' });
 * // … create an invoice at simulator.baseUrl …
 * await simulator.control.pay('order-42');
 * await simulator.close();
 * ```
 */
export async function startHeleketSimulator(options: HeleketSimulatorOptions = {}): Promise<HeleketSimulator> {
  const settings = heleketSettings(options);
  const { apiKey, webhookSecret, webhookSignatureHeader } = settings;
  const simulator = await startMerchantSimulator(
    heleketBrand(settings),
    { ...options, webhookSecret, webhookSignatureHeader },
    (merchant, merchantControl) => {
      const amlLinks = new AmlLinks(merchant, settings.amlLinkLifetimeMs);
      const account = apiAccount(merchant, settings);
      const control = heleketControl(merchant, merchantControl, amlLinks, account);
      return {
        control,
        endpoints: amlRoutes(amlLinks),
        calls: {
          'aml-outcome': (body) =>
            control.amlOutcome(body.text('id'), body.oneOf('outcome', ['pending', 'completed', 'expired'])),
          'set-webhook-url': (body) => {
            control.setWebhookUrl(body.has('url') ? body.text('url') : undefined);
          },
        },
        invoiceButtons: ({ uuid, status }) => (status === 'locked' ? amlButtons(uuid) : []),
        page: (path) => amlPage(amlLinks, path),
        otherInterface: apiKeyInterface(account),
      };
    },
  );
  return { ...simulator, apiKey, webhookSecret };
}
