import {
  type MerchantControl,
  type MolamControl,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';
import type { AccountConfig } from 'paymux';

/** Three providers on this machine, on clocks that are moved by hand. */
export interface LocalProviders {
  readonly accounts: readonly AccountConfig[];
  readonly cryptomus: MerchantControl;
  readonly heleket: MerchantControl;
  readonly molam: MolamControl;
  /** Lets time pass at all of them, and whatever happens in it happen. */
  advanceTo(at: Date): Promise<void>;
  close(): Promise<void>;
}

const SECRET = 'whsec_example_service';

/** @param webhooks - Where Molam delivers to. The others are told with each request. */
export async function startLocalProviders(startAt: Date, webhooks: string): Promise<LocalProviders> {
  const common = { clock: 'virtual', startAt, autopilot: true } as const;
  const [cryptomus, heleket, molam] = await Promise.all([
    startCryptomusSimulator({ ...common, autopilotStepMs: 20_000 }),
    startHeleketSimulator({ ...common, autopilotStepMs: 45_000 }),
    startMolamSimulator({ ...common, webhookUrl: `${webhooks}/molam`, webhookSecret: { kid: '1', secret: SECRET } }),
  ]);
  const controls = [cryptomus.control, heleket.control, molam.control];
  const merchant = ({ baseUrl, merchantId, paymentKey, payoutKey }: typeof cryptomus | typeof heleket) => ({
    baseUrl,
    merchantId,
    paymentApiKey: paymentKey,
    payoutApiKey: payoutKey,
  });
  return {
    accounts: [
      { id: 'cryptomus', provider: 'cryptomus', options: merchant(cryptomus) },
      { id: 'heleket', provider: 'heleket', options: merchant(heleket) },
      {
        id: 'molam',
        provider: 'molam',
        options: {
          apiKey: molam.apiKey,
          baseUrl: molam.baseUrl,
          originEntityId: 'example',
          webhookSecrets: { 1: SECRET },
        },
      },
    ],
    cryptomus: cryptomus.control,
    heleket: heleket.control,
    molam: molam.control,
    async advanceTo(at) {
      for (const control of controls) {
        const ms = at.getTime() - control.now().getTime();
        if (ms > 0) await control.advance(ms);
        await control.idle();
      }
    },
    async close() {
      await Promise.all([cryptomus.close(), heleket.close(), molam.close()]);
    },
  };
}
