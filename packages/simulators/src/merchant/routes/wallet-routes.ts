import type { JsonObject } from '../../json/encode-json.js';
import { formatFixed } from '../../money/fixed.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import { MERCHANT_URL, orderIdRules } from '../field-rules.js';
import { balanceRow, payerPageUrl } from '../merchant.js';
import { findNamed, readNames } from '../object-names.js';
import { patternPng } from '../pattern-png.js';
import { businessRefusal } from '../refusal.js';
import { openWallet } from '../wallet/open-wallet.js';
import { refundBlockedWallet } from '../wallet/refund-blocked-wallet.js';

function createWallet({ merchant, fields }: MerchantCall): JsonObject {
  const request = {
    currency: fields.requiredText('currency'),
    network: fields.requiredText('network'),
    orderId: fields.requiredText('order_id', orderIdRules(100)),
    urlCallback: fields.text('url_callback', MERCHANT_URL),
  };
  fields.text('from_referral_code');
  fields.check();
  const wallet = openWallet(merchant, request);
  return {
    wallet_uuid: balanceRow(merchant, wallet.service.currency).merchantUuid,
    uuid: wallet.uuid,
    order_id: merchant.settings.observedMembers ? wallet.orderId : undefined,
    address: wallet.address,
    network: wallet.service.network,
    currency: wallet.service.currency,
    url: payerPageUrl(merchant, `/wallet/${wallet.uuid}`),
  };
}

function blockWallet({ merchant, fields }: MerchantCall): JsonObject {
  const names = readNames(fields, 32);
  const forceRefund = fields.boolean('is_force_refund') ?? false;
  fields.check();
  const wallet = findNamed(merchant.state.wallets, names, 'order_id');
  if (wallet === undefined) throw businessRefusal('Wallet not found');
  wallet.status = 'blocked';
  wallet.forceRefund = forceRefund;
  return { uuid: wallet.uuid, status: wallet.status };
}

function blockedRefund({ merchant, fields }: MerchantCall): JsonObject {
  const names = readNames(fields, 32);
  const address = fields.requiredText('address', { min: 10, max: 128, format: 'alpha_dash' });
  fields.check();
  if (merchant.state.forbidden.has('payments')) throw businessRefusal('You are forbidden');
  const wallet = findNamed(merchant.state.wallets, names, 'uuid');
  if (wallet?.status !== 'blocked') throw businessRefusal('Not found');
  const { commission, amount } = refundBlockedWallet(merchant, wallet, address);
  return { commission: formatFixed(commission, 8), amount: formatFixed(amount, 8) };
}

function walletQr({ merchant, fields }: MerchantCall): JsonObject {
  const uuid = fields.requiredText('wallet_address_uuid', { format: 'uuid' });
  fields.check();
  const wallet = merchant.state.wallets.find((candidate) => candidate.uuid === uuid.toLowerCase());
  if (wallet === undefined) throw businessRefusal('Wallet not found');
  return { image: patternPng(wallet.address) };
}

function paymentQr({ merchant, fields }: MerchantCall): JsonObject {
  const uuid = fields.requiredText('merchant_payment_uuid', { format: 'uuid' });
  fields.check();
  const invoice = merchant.state.invoices.find((candidate) => candidate.uuid === uuid.toLowerCase());
  if (invoice === undefined) throw businessRefusal(merchant.settings.texts.paymentNotFound);
  return { image: patternPng(invoice.terms?.address ?? invoice.uuid) };
}

/** Static wallets, and the QR codes of wallets and invoices. */
export function walletRoutes(): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v1/wallet', key: 'payment', handle: createWallet },
    { method: 'POST', path: '/v1/wallet/qr', key: 'payment', handle: walletQr },
    { method: 'POST', path: '/v1/payment/qr', key: 'payment', handle: paymentQr },
    { method: 'POST', path: '/v1/wallet/block-address', key: 'payment', handle: blockWallet },
    { method: 'POST', path: '/v1/wallet/blocked-address-refund', key: 'payment', handle: blockedRefund },
  ];
}
