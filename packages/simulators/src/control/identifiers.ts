import { createHash } from 'node:crypto';

/** Where identifiers, addresses and transaction hashes come from. */
export interface RandomSource {
  /** Random bytes; a seeded source makes every identifier of a simulator repeatable. */
  bytes(count: number): Uint8Array;
}

/** A version 4 UUID. */
export function randomUuid(random: RandomSource): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A transaction hash as the network writes it. */
export function randomTransactionId(random: RandomSource, network: string): string {
  const hex = Buffer.from(random.bytes(32)).toString('hex');
  return EVM_NETWORKS.has(network) ? `0x${hex}` : hex;
}

const EVM_NETWORKS = new Set(['eth', 'bsc', 'polygon', 'arbitrum', 'avalanche']);

/** Version bytes of base58check addresses. */
const BASE58_VERSIONS: Readonly<Record<string, number>> = {
  tron: 0x41,
  btc: 0x00,
  bch: 0x00,
  ltc: 0x30,
  doge: 0x1e,
  dash: 0x4c,
};

/** An address in the shape of its network, checksum included where the network has one. */
export function randomAddress(random: RandomSource, network: string): string {
  const version = BASE58_VERSIONS[network];
  if (version !== undefined) return base58Check(Buffer.concat([Buffer.from([version]), random.bytes(20)]));
  if (EVM_NETWORKS.has(network)) return `0x${Buffer.from(random.bytes(20)).toString('hex')}`;
  if (network === 'ton') return tonAddress(random.bytes(32));
  if (network === 'xmr') return `4${base58(random.bytes(70)).slice(0, 94)}`;
  return base58(random.bytes(32));
}

function base58Check(payload: Uint8Array): string {
  const once = createHash('sha256').update(payload).digest();
  const checksum = createHash('sha256').update(once).digest().subarray(0, 4);
  return base58(Buffer.concat([payload, checksum]));
}

function base58(bytes: Uint8Array): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; rest > 0n; rest /= 58n) text = alphabet.charAt(Number(rest % 58n)) + text;
  const leadingZeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(Math.max(0, leadingZeros)) + text;
}

/** A user-friendly, non-bounceable TON address: tag, workchain, hash, CRC-16/XMODEM. */
function tonAddress(hash: Uint8Array): string {
  const payload = Buffer.concat([Buffer.from([0x51, 0x00]), hash]);
  let crc = 0;
  for (const byte of payload) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return Buffer.concat([payload, Buffer.from([crc >> 8, crc & 0xff])]).toString('base64url');
}
