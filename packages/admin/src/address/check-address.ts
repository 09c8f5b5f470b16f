import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64, base64url, bech32, bech32m, createBase58check } from '@scure/base';
import { type NetworkFamily, networkFamily } from './network-family.js';

/** What is wrong with an address. `unchecked`: this page knows nothing of the network; the service decides. */
export type AddressVerdict = 'fine' | 'unchecked' | 'blank' | 'form' | 'checksum' | 'other_network' | 'test_network';

const base58check = createBase58check(sha256);

/** Looks at the form of an address before anything is sent. The service's word is the last one. */
export function checkAddress(address: string, network: string): AddressVerdict {
  if (address.trim() === '') return 'blank';
  const family = networkFamily(network);
  if (family === undefined) return 'unchecked';
  const verdict = CHECKS[family](address);
  if (verdict !== 'form') return verdict;
  const others = (Object.keys(CHECKS) as NetworkFamily[]).filter((other) => other !== family);
  return others.some((other) => CHECKS[other](address) === 'fine') ? 'other_network' : 'form';
}

const CHECKS: Readonly<Record<NetworkFamily, (address: string) => AddressVerdict>> = {
  tron: checkTron,
  evm: checkEvm,
  bitcoin: checkBitcoin,
  ton: checkTon,
};

function checkTron(address: string): AddressVerdict {
  if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(address)) return 'form';
  const payload = readBase58(address);
  if (payload === undefined) return 'checksum';
  return payload.length === 21 && payload[0] === 0x41 ? 'fine' : 'form';
}

/** EIP-55: the case of the letters is the checksum; one case throughout carries none. */
function checkEvm(address: string): AddressVerdict {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return 'form';
  const digits = address.slice(2);
  const small = digits.toLowerCase();
  if (digits === small || digits === digits.toUpperCase()) return 'fine';
  const hash = bytesToHex(keccak_256(utf8ToBytes(small)));
  const expected = Array.from(small, (digit, index) =>
    Number.parseInt(hash[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return expected.join('') === digits ? 'fine' : 'checksum';
}

function checkBitcoin(address: string): AddressVerdict {
  if (/^(bc|tb|bcrt)1/i.test(address)) return checkSegwit(address);
  if (!/^[123mn][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(address)) return 'form';
  const payload = readBase58(address);
  if (payload === undefined) return 'checksum';
  if (payload.length !== 21) return 'form';
  if (payload[0] === 0x6f || payload[0] === 0xc4) return 'test_network';
  return payload[0] === 0x00 || payload[0] === 0x05 ? 'fine' : 'form';
}

/** BIP-173 for version 0, BIP-350 for the others. */
function checkSegwit(address: string): AddressVerdict {
  if (address !== address.toLowerCase() && address !== address.toUpperCase()) return 'form';
  const small = address.toLowerCase();
  const read = bech32.decodeUnsafe(small) ?? bech32m.decodeUnsafe(small);
  if (read === undefined) return /^[a-z]+1[02-9ac-hj-np-z]{11,80}$/.test(small) ? 'checksum' : 'form';
  const [version = 17, ...words] = read.words;
  const isRightKind = (version === 0 ? bech32 : bech32m).decodeUnsafe(small) !== undefined;
  const program = bech32.fromWordsUnsafe(words);
  if (!isRightKind) return 'checksum';
  if (version > 16 || program === undefined || program.length < 2 || program.length > 40) return 'form';
  if (version === 0 && program.length !== 20 && program.length !== 32) return 'form';
  return read.prefix === 'bc' ? 'fine' : 'test_network';
}

/** Raw, `workchain:hash`, or friendly: 36 bytes of base64 that end in CRC-16. */
function checkTon(address: string): AddressVerdict {
  if (/^(?:-1|0):[0-9a-fA-F]{64}$/.test(address)) return 'fine';
  if (!/^[\w+/-]{48}$/.test(address)) return 'form';
  const bytes = readBase64(address);
  if (bytes?.length !== 36) return 'form';
  const [tag = 0] = bytes;
  const expected = crc16(bytes.subarray(0, 34));
  if (bytes[34] !== expected >> 8 || bytes[35] !== (expected & 0xff)) return 'checksum';
  if ((tag & 0x80) !== 0) return 'test_network';
  return tag === 0x11 || tag === 0x51 ? 'fine' : 'form';
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc;
}

function readBase58(text: string): Uint8Array | undefined {
  try {
    return base58check.decode(text);
  } catch {
    return undefined;
  }
}

function readBase64(text: string): Uint8Array | undefined {
  try {
    return (/[-_]/.test(text) ? base64url : base64).decode(text);
  } catch {
    return undefined;
  }
}
