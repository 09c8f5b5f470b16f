import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { TransportError } from '../errors/transport-error.js';

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Undoes the compression of a whole answer body. No more than `maxBytes` are ever produced.
 *
 * @param coding - The `content-encoding` of the answer.
 * @throws {@link TransportError} `answer_too_large` past the limit, `answer_cut` when the
 *   compressed data ends early or is damaged, `failed` for a coding that nobody asked for.
 */
export async function decodeBody(body: Uint8Array, coding: string, maxBytes: number): Promise<Uint8Array> {
  const name = coding.trim().toLowerCase();
  if (body.byteLength === 0 || name === '' || name === 'identity') return body;
  const decode = DECODERS.get(name);
  if (decode === undefined)
    throw new TransportError('failed', { cause: new Error('The answer has an unknown coding.') });
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new TransportError(tooLarge ? 'answer_too_large' : 'answer_cut');
  }
}
