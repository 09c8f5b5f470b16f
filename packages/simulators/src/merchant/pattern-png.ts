import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const MODULES = 25;
// With one bit for each pixel, a module is a byte of a row.
const MODULE_PIXELS = 8;
const BORDER_MODULES = 4;
const WIDTH_MODULES = MODULES + 2 * BORDER_MODULES;
const PIXELS = WIDTH_MODULES * MODULE_PIXELS;

/**
 * A PNG as a data URI that looks like a QR code and differs for every text. It
 * cannot be scanned: nothing may pay to an address of a simulator.
 */
export function patternPng(text: string): string {
  const dark = darkModules(text);
  const rows = Array.from({ length: WIDTH_MODULES }, (_, line) => {
    const row = Buffer.alloc(1 + WIDTH_MODULES, 0xff);
    row[0] = 0; // No filter.
    for (let column = 0; column < MODULES; column += 1) {
      if (dark(column, line - BORDER_MODULES)) row[1 + BORDER_MODULES + column] = 0;
    }
    return Array.from({ length: MODULE_PIXELS }, () => row);
  }).flat();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(PIXELS, 0);
  header.writeUInt32BE(PIXELS, 4);
  header.writeUInt8(1, 8); // One bit of grey for each pixel; the rest are PNG's only choices.
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Three square marks in the corners, the rest from a hash of the text. */
function darkModules(text: string): (column: number, line: number) => boolean {
  const bits = Buffer.concat(
    [0, 1, 2].map((part) =>
      createHash('sha256')
        .update(`${String(part)} ${text}`)
        .digest(),
    ),
  );
  return (column, line) => {
    if (line < 0 || line >= MODULES) return false;
    const left = Math.min(column, MODULES - 1 - column);
    const top = Math.min(line, MODULES - 1 - line);
    const inCorner = left < 8 && top < 8 && !(column > 8 && line > 8);
    if (inCorner) {
      const ring = Math.max(Math.abs(left - 3), Math.abs(top - 3));
      return ring === 3 || ring <= 1;
    }
    const index = line * MODULES + column;
    return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

// `zlib.crc32` came to Node 20 late in its life and would be one more thing to check.
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
