import type { Clock } from '@paymux/core';

/** A request's body, or why it was not read to the end. */
export type ReadBody =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: 'too_large' | 'too_slow' | 'broken' | 'read_before' };

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Reads a body as bytes, and stops at the first byte or millisecond too many. Never throws.
 * `read_before`: somebody else took the body, so that its bytes are gone.
 */
export async function readBody(request: Request, { clock, maxBytes, timeoutMs }: BodyLimits): Promise<ReadBody> {
  const declared = Number(request.headers.get('content-length') ?? '0');
  if (declared > maxBytes) return { ok: false, reason: 'too_large' };
  if (request.bodyUsed || request.body?.locked) return { ok: false, reason: 'read_before' };
  if (request.body === null) return { ok: true, body: new Uint8Array() };

  const reader = request.body.getReader() as ReadableStreamDefaultReader<unknown>;
  const timer = new AbortController();
  const tooSlow = clock.sleep(timeoutMs, timer.signal).then(
    () => ({ ok: false, reason: 'too_slow' }) as const,
    () => ({ ok: false, reason: 'broken' }) as const,
  );
  try {
    const result = await Promise.race([readAll(reader, maxBytes), tooSlow]);
    if (!result.ok) reader.cancel().catch(() => undefined);
    return result;
  } finally {
    timer.abort();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<unknown>, maxBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { ok: true, body: Buffer.concat(chunks) };
      // A stream that a framework made may hold anything, and only bytes can be counted.
      if (!(value instanceof Uint8Array)) return { ok: false, reason: 'broken' };
      bytes += value.byteLength;
      if (bytes > maxBytes) return { ok: false, reason: 'too_large' };
      chunks.push(value);
    }
  } catch {
    return { ok: false, reason: 'broken' };
  }
}
