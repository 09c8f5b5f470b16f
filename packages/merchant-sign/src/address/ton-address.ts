import type { AddressFault } from './address-fault.js';

const BASE64 = /^[A-Za-z0-9+/]+$/;
const BASE64_URL = /^[A-Za-z0-9_-]+$/;
const FRIENDLY_LENGTH = 48;

const BOUNCEABLE = 0x11;
const NON_BOUNCEABLE = 0x51;
const TEST_ONLY = 0x80;

const BASECHAIN = 0;
const MASTERCHAIN = 0xff;

/**
 * Finds what is wrong with a TON address, raw (`0:` and 64 hexadecimal digits, without checksum) or user-friendly:
 * a tag, the workchain, 32 bytes of account and their CRC-16, in either alphabet of Base64.
 *
 * @see https://docs.ton.org/v3/concepts/dive-into-ton/ton-blockchain/smart-contract-addresses/
 */
export function findTonAddressFault(address: string): AddressFault | undefined {
  return address.includes(':') ? findRawFault(address) : findFriendlyFault(address);
}

function findRawFault(address: string): AddressFault | undefined {
  const separator = address.indexOf(':');
  const account = address.slice(separator + 1);
  if (!/^[0-9a-fA-F]*$/.test(account)) return 'it holds a character that no such address has';
  if (account.length !== 64) return 'its length is wrong';
  return ['0', '-1'].includes(address.slice(0, separator)) ? undefined : 'its workchain is neither 0 nor -1';
}

function findFriendlyFault(address: string): AddressFault | undefined {
  if (!BASE64.test(address) && !BASE64_URL.test(address)) return 'it holds a character that no such address has';
  if (address.length !== FRIENDLY_LENGTH) return 'its length is wrong';

  const bytes = Buffer.from(address, 'base64url');
  if (crc16(bytes.subarray(0, 34)) !== bytes.readUInt16BE(34)) return 'its checksum is wrong';

  const tag = bytes.readUInt8(0);
  if (tag === (BOUNCEABLE | TEST_ONLY) || tag === (NON_BOUNCEABLE | TEST_ONLY)) return 'it belongs to a test network';
  if (tag !== BOUNCEABLE && tag !== NON_BOUNCEABLE) return 'its kind is not in use';

  const workchain = bytes.readUInt8(1);
  return workchain === BASECHAIN || workchain === MASTERCHAIN ? undefined : 'its workchain is neither 0 nor -1';
}

/** CRC-16 with the polynomial 0x1021, from zero and unreflected: the variant known as XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}
