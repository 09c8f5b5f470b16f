/** Addresses that can be right on their networks. */
export const SAMPLE_ADDRESSES = {
  tron: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  otherTron: 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf',
  evm: '0x52908400098527886E0F7030069857D2E4169EE7',
  btc: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  ton: 'EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2',
} as const;

/** A payment in a currency whose address exists at once. */
export const SAMPLE_PAYMENT = {
  reference: 'order-1',
  amount: { amount: '20', currency: 'USDT' },
  network: 'tron',
} as const;

/** A payout that every account with a balance can make. */
export const SAMPLE_PAYOUT = {
  reference: 'payout-1',
  amount: { amount: '50', currency: 'USDT' },
  network: 'tron',
  destination: { type: 'crypto_address', address: SAMPLE_ADDRESSES.tron },
  feeFrom: 'balance',
} as const;
