import { type Money, operation, type Problem } from '@paymux/core';
import { checkAddress } from '../address/check-address.js';
import * as z from 'zod';
import { decimalField, optionalText } from '../fields.js';
import { namingProblems, ownRequestCheck, referenceProblems, urlProblems } from '../own-request-checks.js';
import { currencyProblems, lengthProblems, sameCode, truthProblems } from '../request-limits.js';

/** What to open a static wallet with: an address that takes any number of deposits. */
export interface CreateStaticWalletRequest {
  /** 1 to 100 letters, digits, `_` or `-`; unique over payments, static wallets and recurring payments. */
  readonly reference: string;
  readonly currency: string;
  readonly network: string;
  /** Where webhooks for its deposits go; without it none are sent. */
  readonly webhookUrl?: string | undefined;
  readonly referralCode?: string | undefined;
}

/** A static wallet. */
export interface StaticWallet {
  /** Names this wallet on its network: for QR codes, blocking and deposits. */
  readonly walletId: string;
  /** Names the merchant's wallet it belongs to. */
  readonly merchantWalletId: string | undefined;
  readonly reference: string;
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly url: string | undefined;
}

const walletSchema = z.object({
  uuid: z.string().min(1),
  wallet_uuid: optionalText,
  address: z.string().min(1),
  network: z.string(),
  currency: z.string(),
  url: optionalText,
  order_id: optionalText,
});

/** `POST /v1/wallet`. A known `order_id` answers with the wallet it already has. */
export const createStaticWallet = operation({
  path: '/v1/wallet',
  effect: 'write',
  check: ownRequestCheck<CreateStaticWalletRequest>(
    { required: ['reference', 'currency', 'network'], optional: ['webhookUrl', 'referralCode'] },
    (request, context) => [
      ...referenceProblems(request.reference),
      ...currencyProblems(request.currency, 'currency'),
      ...lengthProblems(request.network, 'network', { max: 64 }),
      ...urlProblems(request.webhookUrl, 'webhookUrl', 255, context),
      ...lengthProblems(request.referralCode, 'referralCode', { max: 255 }),
    ],
  ),
  build: (request: CreateStaticWalletRequest) => ({
    currency: request.currency.toUpperCase(),
    network: request.network.toLowerCase(),
    order_id: request.reference,
    url_callback: request.webhookUrl,
    from_referral_code: request.referralCode,
  }),
  answer: walletSchema,
  parse: (wallet, request): StaticWallet => ({
    walletId: wallet.uuid,
    merchantWalletId: wallet.wallet_uuid ?? undefined,
    reference: wallet.order_id ?? request.reference,
    currency: wallet.currency.toUpperCase(),
    network: wallet.network.toLowerCase(),
    address: wallet.address,
    url: wallet.url ?? undefined,
  }),
  fits: (wallet, request) => (wallet.order_id ?? request.reference) === request.reference,
  differs: (wallet, request) => [
    ...(sameCode(wallet.currency, request.currency) ? [] : ['currency']),
    ...(sameCode(wallet.network, request.network) ? [] : ['network']),
  ],
});

/** Names one static wallet. */
export type StaticWalletQuery =
  | { readonly walletId: string; readonly reference?: undefined }
  | { readonly reference: string; readonly walletId?: undefined };

/** What to block a static wallet with. */
export type BlockStaticWalletRequest = StaticWalletQuery & {
  /** Sends money that still arrives back to where it came from. @defaultValue `false` */
  readonly refundIncoming?: boolean | undefined;
};

/** Whether a static wallet takes deposits. */
export interface StaticWalletState {
  readonly walletId: string;
  /** The provider's own word: `blocked`, `active` or `in_active` as far as documented. */
  readonly providerStatus: string;
}

/** These calls take an `order_id` of 32 characters at most, although a wallet may carry 100. */
const WALLET_NAMING = { ids: { walletId: 256 }, maxReferenceLength: 32 };

/** `POST /v1/wallet/block-address`. */
export const blockStaticWallet = operation({
  path: '/v1/wallet/block-address',
  effect: 'write',
  check: ownRequestCheck<BlockStaticWalletRequest>(
    { required: [], optional: ['walletId', 'reference', 'refundIncoming'] },
    (request) => [
      ...namingProblems(request, WALLET_NAMING),
      ...truthProblems(request.refundIncoming, 'refundIncoming'),
    ],
  ),
  build: (request: BlockStaticWalletRequest) => ({
    uuid: request.walletId,
    order_id: request.reference,
    is_force_refund: request.refundIncoming,
  }),
  subject: ({ reference, walletId }) => walletId ?? reference,
  answer: z.object({ uuid: z.string(), status: z.string() }),
  parse: ({ status, uuid }): StaticWalletState => ({ walletId: uuid, providerStatus: status }),
  fits: ({ uuid }, { walletId }) => walletId === undefined || sameCode(uuid, walletId),
});

/** What to empty a blocked static wallet with. */
export type RefundBlockedWalletRequest = StaticWalletQuery & {
  /** Where the money goes. */
  readonly address: string;
};

/** What was sent from a blocked static wallet. */
export interface BlockedWalletRefund {
  /** What is sent, in the wallet's currency. */
  readonly amount: Money['amount'];
  /** What the network and the provider keep. */
  readonly fee: Money['amount'];
}

/** What keeps a text from being an address this call takes: 10 to 128 letters, digits, `_` or `-`. */
function receiverProblems(address: unknown): readonly Problem[] {
  const message =
    typeof address === 'string' && /^[\w-]{10,128}$/.test(address)
      ? checkAddress('', address)
      : 'must be 10 to 128 letters, digits, "_" or "-"';
  return message === undefined ? [] : [{ path: 'address', message }];
}

/** `POST /v1/wallet/blocked-address-refund`. Works once per wallet, and cannot be looked up. */
export const refundBlockedWallet = operation({
  path: '/v1/wallet/blocked-address-refund',
  effect: 'write',
  check: ownRequestCheck<RefundBlockedWalletRequest>(
    { required: ['address'], optional: ['walletId', 'reference'] },
    (request) => [...namingProblems(request, WALLET_NAMING), ...receiverProblems(request.address)],
  ),
  build: (request: RefundBlockedWalletRequest) => ({
    uuid: request.walletId,
    order_id: request.reference,
    address: request.address,
  }),
  subject: ({ reference, walletId }) => walletId ?? reference,
  answer: z.object({ amount: decimalField, commission: decimalField }),
  parse: ({ amount, commission }): BlockedWalletRefund => ({ amount, fee: commission }),
});
