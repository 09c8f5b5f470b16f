import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTonAddressFault } from './ton-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const accounts = fc.uint8Array({ minLength: 32, maxLength: 32 });
const tags = fc.constantFrom(0x11, 0x51);
const workchains = fc.constantFrom(0x00, 0xff);

function encode(tag: number, workchain: number, account: Uint8Array, encoding: BufferEncoding = 'base64url'): string {
  const body = Uint8Array.of(tag, workchain, ...account);
  // CRC-16 as the remainder of one long division of the whole message.
  let message = BigInt(`0x${Buffer.from(body).toString('hex')}0000`);
  for (let bit = 271n; bit >= 0n; bit -= 1n) {
    if ((message >> (bit + 16n)) & 1n) message ^= 0x11021n << bit;
  }
  return Buffer.from([...body, Number(message >> 8n), Number(message & 0xffn)]).toString(encoding);
}

describe('a user-friendly TON address', () => {
  test('every account of both workchains is taken, with either tag and in either alphabet', () => {
    fc.assert(
      fc.property(tags, workchains, accounts, (tag, workchain, account) => {
        expect(findTonAddressFault(encode(tag, workchain, account))).toBeUndefined();
        expect(findTonAddressFault(encode(tag, workchain, account, 'base64'))).toBeUndefined();
      }),
    );
  });

  test('the flag for test networks is refused by that name', () => {
    fc.assert(
      fc.property(tags, workchains, accounts, (tag, workchain, account) => {
        expect(findTonAddressFault(encode(tag | 0x80, workchain, account))).toBe('it belongs to a test network');
      }),
    );
  });

  test('no character can change unnoticed', () => {
    fc.assert(
      fc.property(tags, workchains, accounts, fc.nat(47), fc.constantFrom(...Array.from(ALPHABET)), (...change) => {
        const [tag, workchain, account, position, character] = change;
        const address = encode(tag, workchain, account);
        fc.pre(address.charAt(position) !== character);
        const changed = address.slice(0, position) + character + address.slice(position + 1);
        expect(findTonAddressFault(changed)).toBe('its checksum is wrong');
      }),
      { numRuns: 2000 },
    );
  });

  test('any other tag, and any other workchain, is refused', () => {
    const account = new Uint8Array(32).fill(5);
    // A public key in the same clothes.
    expect(findTonAddressFault(encode(0x3e, 0xe6, account))).toBe('its kind is not in use');
    expect(findTonAddressFault(encode(0x11, 0x01, account))).toBe('its workchain is neither 0 nor -1');
    expect(findTonAddressFault(encode(0x51, 0xfe, account))).toBe('its workchain is neither 0 nor -1');
  });

  test('the two alphabets do not mix', () => {
    expect(findTonAddressFault('kf/8uRo6OBbQ97jCx2EIuKm8Wmt6Vb15-KsQHFLbKSMiYIny')).toBe(
      'it holds a character that no such address has',
    );
  });

  test.each([
    ['one character short', 'EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2', 'its length is wrong'],
    ['padded', 'EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N==', 'it holds a character that no such address has'],
    ['with the tag of the other kind', 'UQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2', 'its checksum is wrong'],
  ])('%s is refused', (_name, address, fault) => {
    expect(findTonAddressFault(address)).toBe(fault);
  });
});

describe('a raw TON address', () => {
  test('every account of both workchains is taken, with digits of either case', () => {
    fc.assert(
      fc.property(fc.constantFrom('0', '-1'), accounts, (workchain, account) => {
        const digits = Buffer.from(account).toString('hex');
        expect(findTonAddressFault(`${workchain}:${digits}`)).toBeUndefined();
        expect(findTonAddressFault(`${workchain}:${digits.toUpperCase()}`)).toBeUndefined();
      }),
    );
  });

  test.each([
    ['of another workchain', `1:${'3'.repeat(64)}`, 'its workchain is neither 0 nor -1'],
    ['of workchain zero with a sign', `-0:${'3'.repeat(64)}`, 'its workchain is neither 0 nor -1'],
    ['of no workchain', `:${'3'.repeat(64)}`, 'its workchain is neither 0 nor -1'],
    ['one digit short', `0:${'3'.repeat(63)}`, 'its length is wrong'],
    ['one digit long', `0:${'3'.repeat(65)}`, 'its length is wrong'],
    ['with a digit beyond f', `0:${'g'.repeat(64)}`, 'it holds a character that no such address has'],
    ['with two workchains', `0:0:${'3'.repeat(62)}`, 'it holds a character that no such address has'],
  ])('%s is refused', (_name, address, fault) => {
    expect(findTonAddressFault(address)).toBe(fault);
  });
});
