import type { ColumnValue } from '../commit/row-write.js';

/** Types of PostgreSQL that columns are sent as, by their numbers in its catalogue. */
const TYPE_IDS = { text: 25, bigint: 20 } as const;

/** What elements of an array are. Amounts are sent as text, too. */
export type ElementType = keyof typeof TYPE_IDS;

const HEADER_BYTES = 20;

/**
 * An array with one dimension, in the binary form of the protocol: the client would write it as text, with every
 * element escaped, and the server would read that again.
 */
export function arrayParameter(type: ElementType, values: readonly ColumnValue[]): Buffer {
  const sizes = values.map((value) => {
    if (value === null) return -1;
    return type === 'bigint' ? 8 : Buffer.byteLength(String(value));
  });
  const bytes = sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), HEADER_BYTES);
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(TYPE_IDS[type], 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const [index, value] of values.entries()) {
    const size = sizes[index] ?? -1;
    at = array.writeInt32BE(size, at);
    if (value === null) continue;
    if (type === 'bigint') writeInt64(array, Number(value), at);
    else array.write(String(value), at, size, 'utf8');
    at += size;
  }
  return array;
}

/** Counts and instants, below 2^53. */
function writeInt64(array: Buffer, value: number, at: number): void {
  array.writeInt32BE(Math.floor(value / 2 ** 32), at);
  array.writeUInt32BE(value >>> 0, at + 4);
}
