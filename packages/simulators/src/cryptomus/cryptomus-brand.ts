import type { MerchantBrand } from '../merchant/merchant-brand.js';
import { markAsPaidRoutes } from './routes/mark-as-paid-routes.js';
import { recurrenceRoutes } from './routes/recurrence-routes.js';
import { resendRoutes } from './routes/resend-routes.js';

/**
 * Cryptomus.
 *
 * @see https://doc.cryptomus.com
 */
export const CRYPTOMUS: MerchantBrand = {
  name: 'Cryptomus',
  assets: {
    networks: {
      tron: ['USDT', 'TRX', 'USDC'],
      eth: ['ETH', 'USDT', 'USDC', 'DAI', 'SHIB', 'MATIC', 'VERSE'],
      bsc: ['BNB', 'USDT', 'USDC', 'DAI', 'ETH', 'CGPT'],
      polygon: ['MATIC', 'USDT', 'USDC', 'DAI'],
      arbitrum: ['ETH', 'USDT', 'USDC'],
      avalanche: ['AVAX', 'USDT', 'USDC'],
      btc: ['BTC'],
      ltc: ['LTC'],
      bch: ['BCH'],
      dash: ['DASH'],
      doge: ['DOGE'],
      sol: ['SOL', 'USDT'],
      ton: ['TON', 'USDT'],
      xmr: ['XMR'],
    },
  },
  refundKey: 'payment',
  partialRefunds: false,
  refundAnswer: 'list',
  payoutFees: false,
  serviceSwitches: false,
  payerEmail: false,
  observedMembers: false,
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
  ],
  aliases: {},
  endpoints: [...resendRoutes(), ...markAsPaidRoutes(), ...recurrenceRoutes()],
};
