import { describe, expect, test } from 'vitest';
import { checkAddress } from './check-address.js';

const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const SEGWIT = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const TAPROOT = 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0';
const TON = 'EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs';

describe('an address', () => {
  test.each([
    ['tron', TRON],
    ['TRC20', TRON],
    ['eth', EVM],
    ['BSC', EVM.toLowerCase()],
    ['polygon', '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'],
    ['btc', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['btc', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ['bitcoin', SEGWIT],
    ['btc', SEGWIT.toUpperCase()],
    ['btc', TAPROOT],
    ['ton', TON],
    ['ton', `0:${'ab'.repeat(32)}`],
  ])('of %s is well formed: %s', (network, address) => {
    expect(checkAddress(address, network)).toBe('fine');
  });

  test.each([
    ['tron', TRON.replace('q8ZY', 'q8Zy')],
    ['tron', `${TRON.slice(0, -2)}66`],
    ['eth', EVM.replace('aA', 'Aa')],
    ['btc', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
    ['btc', SEGWIT.replace('w508', 'w509')],
    ['ton', TON.replace('lZbD', 'lZbE')],
  ])('of %s with a wrong character fails its check digits: %s', (network, address) => {
    expect(checkAddress(address, network)).toBe('checksum');
  });

  test.each([
    ['tron', EVM],
    ['eth', TRON],
    ['btc', TRON],
    ['ton', SEGWIT],
  ])('that is none of %s but of another network is told apart from nonsense: %s', (network, address) => {
    expect(checkAddress(address, network)).toBe('other_network');
  });

  test.each([
    ['btc', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['btc', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'],
  ])('of a test network of %s is told as such: %s', (network, address) => {
    expect(checkAddress(address, network)).toBe('test_network');
  });

  test.each([
    ['tron', 'maria'],
    ['eth', '0x1234'],
    ['btc', 'bc1'],
    ['ton', 'EQ'],
  ])('of %s has to have its form: %s', (network, address) => {
    expect(checkAddress(address, network)).toBe('form');
  });

  test('with a version 1 program under the check digits of version 0 is refused, as BIP-350 says', () => {
    expect(checkAddress('bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'btc')).toBe('checksum');
  });

  test('of a network unknown here is left to the service', () => {
    expect(checkAddress('anything', 'solana')).toBe('unchecked');
    expect(checkAddress('anything', '')).toBe('unchecked');
  });

  test('that is blank is asked for', () => {
    expect(checkAddress(' ', 'tron')).toBe('blank');
  });
});
