import { describe, expect, test } from 'vitest';
import { isSameAddress } from './same-address.js';

const EVM = '0x52908400098527886E0F7030069857D2E4169EE7';
const BECH32 = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
const CASH = 'qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a';
const BASE58 = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

describe('is the same address', () => {
  test.each([
    [EVM, EVM.toLowerCase()],
    [BECH32, BECH32.toUpperCase()],
    [CASH, `bitcoincash:${CASH}`],
    [`BITCOINCASH:${CASH.toUpperCase()}`, `bitcoincash:${CASH}`],
    [BASE58, BASE58],
  ])('%s and %s', (left, right) => {
    expect(isSameAddress(left, right)).toBe(true);
    expect(isSameAddress(right, left)).toBe(true);
  });
});

describe('is another address', () => {
  test.each([
    [BASE58, BASE58.toLowerCase()],
    [EVM, `${EVM.slice(0, -1)}8`],
    [BECH32, BECH32.replace('q8', 'q9').replace('ar0', 'ar9')],
    ['EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2', 'eqdtfpewcfaecre5mlvh2n6c0x-_hjem7w61_jlnsf74p4q2'],
    [EVM, ''],
  ])('%s and %s', (left, right) => {
    expect(isSameAddress(left, right)).toBe(false);
  });
});
