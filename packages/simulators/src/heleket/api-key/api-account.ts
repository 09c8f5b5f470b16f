import { hmacOfBody } from '../../merchant/sign.js';
import type { Merchant } from '../../merchant/merchant.js';
import type { Payout, PayoutInterface } from '../../merchant/state.js';
import type { Webhook } from '../../control/webhook-courier.js';
import type { HeleketSettings } from '../heleket-settings.js';
import { apiPayoutObject, type AskedPayout } from './payout-object.js';

/** What the api-key interface knows beside the account itself. */
export interface ApiAccount {
  readonly merchant: Merchant;
  readonly settings: HeleketSettings;
  /** What was asked for, by the payout's uuid. */
  readonly asked: Map<string, AskedPayout>;
  /** Remembered `X-Idempotency-Key`s. */
  readonly idempotencyKeys: Map<string, RememberedKey>;
  /** Tells the merchant about its payouts. */
  readonly payoutInterface: PayoutInterface;
  webhookUrl: string | undefined;
}

/** An `X-Idempotency-Key` and what it stands for. */
export interface RememberedKey {
  readonly request: string;
  readonly payout: Payout;
  readonly usedAt: number;
}

export function apiAccount(merchant: Merchant, settings: HeleketSettings): ApiAccount {
  const account: ApiAccount = {
    merchant,
    settings,
    asked: new Map(),
    idempotencyKeys: new Map(),
    payoutInterface: { webhookAbout: (payout) => apiWebhook(account, payout) },
    webhookUrl: settings.webhookUrl,
  };
  return account;
}

/** How a webhook differs from the one that is due. */
export interface WebhookChanges {
  readonly url?: string | undefined;
  readonly secret?: string | undefined;
  readonly members?: object | undefined;
  readonly nature?: Webhook['nature'] | undefined;
}

/** The webhook about a payout as it stands; `undefined` if there is nowhere to send it. */
export function apiWebhook(account: ApiAccount, payout: Payout, changes: WebhookChanges = {}): Webhook | undefined {
  const { url = account.webhookUrl, secret = account.settings.webhookSecret, members, nature = 'real' } = changes;
  if (url === undefined) return undefined;
  const object = apiPayoutObject(account, payout);
  const body = JSON.stringify({ ...object, ...members });
  const signature = account.merchant.settings.webhookSignaturePrefix + hmacOfBody(body, secret);
  return {
    url,
    nature,
    type: 'payout',
    uuid: payout.uuid,
    orderId: payout.orderId,
    status: object.status,
    body,
    headers: { [account.settings.webhookSignatureHeader]: signature },
  };
}
