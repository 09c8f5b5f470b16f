import { types } from 'node:util';

/**
 * The same bytes as a `Buffer`. Shared memory is copied, because another thread could
 * change it between the moment it is verified and the moment it is parsed.
 */
export function viewBytes(bytes: Uint8Array): Buffer {
  if (types.isSharedArrayBuffer(bytes.buffer)) return Buffer.from(bytes);
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
