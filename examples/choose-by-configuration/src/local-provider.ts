import {
  type MerchantSimulator,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';

/** A provider on this machine, and what a configuration needs to know of it. */
export interface LocalProvider {
  /** What the `env:` references of its configuration name. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where endpoints are registered instead of being told with each payment. */
  readonly register?: ((webhookUrl: string) => void) | undefined;
  /** The payer pays. Resolves once the webhook was answered. */
  pay(payment: string): Promise<unknown>;
  close(): Promise<void>;
}

/** The providers that the shop runs on, by the names of their configurations. */
export const LOCAL_PROVIDERS: Readonly<Record<string, () => Promise<LocalProvider>>> = {
  cryptomus: async () => signedBody(await startCryptomusSimulator()),
  heleket: async () => signedBody(await startHeleketSimulator()),
  molam: startMolam,
};

function signedBody({ baseUrl, close, control, merchantId, paymentKey }: MerchantSimulator): LocalProvider {
  return {
    environment: { BASE_URL: baseUrl, MERCHANT_ID: merchantId, PAYMENT_KEY: paymentKey },
    pay: (payment) => control.pay(payment),
    close,
  };
}

async function startMolam(): Promise<LocalProvider> {
  const secret = 'whsec_example_configuration';
  const { apiKey, baseUrl, close, control } = await startMolamSimulator({ webhookSecret: { kid: '1', secret } });
  return {
    environment: { BASE_URL: baseUrl, API_KEY: apiKey, WEBHOOK_SECRET: secret },
    register: (url) => void control.registerEndpoint({ url }),
    pay: (payment) => control.pay(payment),
    close,
  };
}
