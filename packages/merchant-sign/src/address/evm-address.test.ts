import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEvmAddressFault } from './evm-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

/** The mixed-case examples of EIP-55. */
const CHECKSUMMED = [
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
] as const;

describe('the address of an EVM chain', () => {
  test.each(CHECKSUMMED)('%s of EIP-55 is taken', (address) => {
    expect(findEvmAddressFault(address)).toBeUndefined();
  });

  test('letters of one case carry no checksum, so every 20 bytes are taken that way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const digits = Buffer.from(bytes).toString('hex');
        expect(findEvmAddressFault(`0x${digits}`)).toBeUndefined();
        expect(findEvmAddressFault(`0x${digits.toUpperCase()}`)).toBeUndefined();
      }),
    );
  });

  // Chance alone decides this: a changed digit moves the hash, and each letter then has the right case half the time.
  test.each(CHECKSUMMED)('no digit of %s can change unnoticed', (address) => {
    for (let position = 2; position < address.length; position += 1) {
      for (const digit of '0123456789abcdefABCDEF') {
        if (digit === address.charAt(position)) continue;
        const changed = address.slice(0, position) + digit + address.slice(position + 1);
        expect(findEvmAddressFault(changed)).toBe('its checksum, the case of its letters, is wrong');
      }
    }
  });

  test.each([
    ['without its start', '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'it does not start with 0x'],
    ['with a capital X', '0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'it does not start with 0x'],
    ['one digit short', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe', 'its length is wrong'],
    ['one digit long', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0', 'its length is wrong'],
    ['with a letter that is no digit', `0x${'g'.repeat(40)}`, 'it holds a character that no such address has'],
    [
      'with a second start',
      '0x0xAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'it holds a character that no such address has',
    ],
  ])('%s is refused', (_name, address, fault) => {
    expect(findEvmAddressFault(address)).toBe(fault);
  });
});
