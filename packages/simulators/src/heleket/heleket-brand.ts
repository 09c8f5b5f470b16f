import type { MerchantBrand } from '../merchant/merchant-brand.js';
import type { HeleketSettings } from './heleket-settings.js';
import { feePreviewRoutes } from './routes/fee-preview-routes.js';

/**
 * Heleket.
 *
 * @see https://doc.heleket.com
 */
export function heleketBrand({ walletActivationFee, refundAnswer }: HeleketSettings): MerchantBrand {
  return {
    name: 'Heleket',
    assets: {
      networks: {
        tron: ['USDT', 'TRX', 'USDC'],
        eth: ['ETH', 'USDT', 'USDC', 'DAI', 'SHIB', 'POL', 'VERSE'],
        bsc: ['BNB', 'USDT', 'USDC', 'DAI', 'ETH', 'CGPT'],
        polygon: ['POL', 'USDT', 'USDC', 'DAI'],
        arbitrum: ['ETH', 'USDT', 'USDC'],
        avalanche: ['AVAX', 'USDT', 'USDC'],
        btc: ['BTC'],
        ltc: ['LTC'],
        bch: ['BCH'],
        dash: ['DASH'],
        doge: ['DOGE'],
        sol: ['SOL', 'USDT'],
        ton: ['TON', 'USDT', 'HMSTR'],
        xmr: ['XMR'],
      },
      // Named by clients of the api-key interface, and on no reference page.
      unlistedNetworks: { xrp: ['XRP'] },
      networkAliases: {
        bitcoin: 'btc',
        'bitcoin-cash': 'bch',
        bitcoincash: 'bch',
        dogecoin: 'doge',
        ethereum: 'eth',
        litecoin: 'ltc',
        monero: 'xmr',
        ripple: 'xrp',
        solana: 'sol',
      },
    },
    refundKey: 'payout',
    partialRefunds: true,
    refundAnswer,
    payoutFees: true,
    serviceSwitches: true,
    activationFees: { tron: { amount: walletActivationFee, currency: 'TRX' } },
    payerEmail: true,
    observedMembers: true,
    testPaymentStatuses: [
      'process',
      'check',
      'paid',
      'paid_over',
      'fail',
      'wrong_amount',
      'cancel',
      'system_fail',
      'refund_process',
      'refund_fail',
      'refund_paid',
      'locked',
    ],
    aliases: { is_force_refund: 'is_refund', wallet_address_uuid: 'merchant_payment_uuid' },
    endpoints: feePreviewRoutes(),
  };
}
