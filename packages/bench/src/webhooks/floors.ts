import * as crypto from 'node:crypto';

/**
 * H: the least that an HMAC webhook takes. The header is taken for parsed, the key for found, the clock for right.
 *
 * @param signature - 64 hexadecimal digits.
 */
export function acceptHmac(body: Buffer, signature: string, secret: string): unknown {
  const expected = crypto.createHmac('sha256', secret).update(body).digest('hex');
  if (!crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) throw new Error('forged');
  return JSON.parse(body.toString());
}

/** M: the least that a body-signed webhook takes in the obvious way. Nothing is looked for but the tail. */
export function acceptBody(body: Buffer, key: string): unknown {
  const { cut, signature } = tailOf(body);
  const base64 = Buffer.concat([body.subarray(0, cut), CLOSING_BRACE]).toString('base64');
  const expected = crypto
    .createHash('md5')
    .update(base64 + key)
    .digest('hex');
  if (!crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) throw new Error('forged');
  return JSON.parse(body.toString());
}

/** M*: the fastest right way known: a byte is swapped for the time of the encoding, and the hash is made in one call. */
export function acceptBodyInPlace(body: Buffer, key: string): unknown {
  const { cut, signature } = tailOf(body);
  let base64: string;
  body[cut] = BRACE;
  try {
    base64 = body.toString('base64', 0, cut + 1);
  } finally {
    body[cut] = COMMA;
  }
  const expected = crypto.hash('md5', base64 + key, 'hex');
  if (!crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) throw new Error('forged');
  return JSON.parse(body.toString());
}

const BRACE = 0x7d;
const COMMA = 0x2c;
const CLOSING_BRACE = Buffer.from('}');
const TAIL = Buffer.from(',"sign":"');
const TAIL_LENGTH = TAIL.length + 32 + 2;

function tailOf(body: Buffer): { readonly cut: number; readonly signature: string } {
  const cut = body.length - TAIL_LENGTH;
  const start = cut + TAIL.length;
  if (body.compare(TAIL, 0, TAIL.length, cut, start) !== 0) throw new Error('no signature at the end');
  return { cut, signature: body.toString('latin1', start, start + 32) };
}
