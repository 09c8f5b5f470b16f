import { SAMPLE_ADDRESSES, SAMPLE_PAYMENT, SAMPLE_PAYOUT } from './samples.js';

const { reference: _order, ...payment } = SAMPLE_PAYMENT;
const { reference: _payout, ...payout } = SAMPLE_PAYOUT;
const { destination, feeFrom } = payout;

const usdt = <const Amount extends string>(amount: Amount) => ({ amount, currency: 'USDT' }) as const;
const to = <const Address extends string>(address: Address) => ({ type: 'crypto_address', address }) as const;

/** What the conformance suite has to know about the protocol. What sets a brand apart stands with the brand. */
export const MERCHANT_CONFORMANCE = {
  calls: {
    createPayment: 'POST /v1/payment',
    createPayout: 'POST /v1/payout',
    createRefund: 'POST /v1/payment/refund',
  },

  payments: {
    request: payment,
    exact: [
      { amount: usdt('0.7') },
      { amount: usdt('19.999999') },
      { amount: { amount: '0.10000001', currency: 'BTC' }, network: 'btc' },
      { amount: { amount: '9876543.21', currency: 'USD' }, network: undefined },
      { amount: { amount: '500', currency: 'JPY' }, network: undefined },
    ],
    others: {
      amount: { amount: usdt('21') },
      currency: { amount: { amount: '20', currency: 'TRX' } },
      network: { network: 'bsc' },
    },
    unsupported: {
      'amount.amount': { amount: usdt('1.0000001') },
      capture: { capture: 'manual' },
      description: { description: '' },
    },
    arrivals: { under: '5', over: '25', part: '5', late: true },
  },

  payouts: {
    request: payout,
    exact: [{ amount: usdt('10.1') }, { amount: usdt('10.000001') }, { amount: usdt('99999.99') }],
    others: {
      amount: { amount: usdt('50.000001') },
      currency: { amount: { amount: '50', currency: 'TRX' } },
      destination: { destination: to(SAMPLE_ADDRESSES.otherTron) },
    },
    unsupported: {
      'amount.amount': { amount: usdt('1.0000001') },
      feeFrom: { feeFrom: undefined },
      memo: { memo: '7' },
      'destination.address': { destination: to('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u') },
      destination: { destination: { type: 'bank_account', bankCode: 'b', accountNumber: 'a', holder: 'h' } },
    },
    memo: {
      amount: { amount: '5', currency: 'TON' },
      network: 'ton',
      destination: to(SAMPLE_ADDRESSES.ton),
      memo: '1077',
    },
  },

  refunds: {
    request: { destination, feeFrom },
    unsupported: { destination: { destination: undefined }, feeFrom: { feeFrom: undefined } },
  },

  statuses: {
    payments: {
      check: 'pending',
      process: 'processing',
      confirm_check: 'processing',
      wrong_amount_waiting: 'pending underpaid',
      paid: 'succeeded final',
      paid_over: 'succeeded overpaid final',
      wrong_amount: 'expired underpaid final',
      fail: 'failed final',
      cancel: 'expired final',
      system_fail: 'failed final',
      locked: 'processing held',
      refund_process: 'succeeded',
      refund_paid: 'succeeded final',
      refund_fail: 'succeeded final',
    },
    payouts: {
      process: 'pending',
      check: 'pending',
      paid: 'confirmed final',
      fail: 'failed final',
      cancel: 'cancelled final',
      system_fail: 'failed final',
    },
  },

  texts: { refused: 'You are forbidden', undecided: 'Server error' },

  /** What no brand has. */
  lacks: [
    'cancelPayment',
    'cancelPayout',
    'capturePayment',
    'confirmPayment',
    'findRefund',
    'listRefunds',
    'refundStatuses',
    'repeatableRefunds',
  ],
} as const;
