import { createFakeClock } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { type ReadBody, readBody } from './read-body.js';

const MAX_BYTES = 8;

function read(
  body: ReadableStream<Uint8Array> | Buffer | undefined,
  headers: Readonly<Record<string, string>> = {},
  clock = createFakeClock(),
) {
  // The type of a request's options does not know `duplex` yet, which a stream needs.
  const options = { method: 'POST', body: body ?? null, headers, duplex: 'half' };
  const request = new Request('https://shop.example/', options as RequestInit);
  return { clock, request, result: readBody(request, { clock, maxBytes: MAX_BYTES, timeoutMs: 15_000 }) };
}

/** A body that arrives chunk by chunk, and whether its sender was told to stop. */
function arriving(chunks: readonly unknown[], end: 'ends' | 'stalls' | 'breaks' = 'ends') {
  const sender = { cancelled: false };
  const rest = [...chunks];
  const body = new ReadableStream<unknown>({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk !== undefined) controller.enqueue(chunk);
      else if (end === 'ends') controller.close();
      else if (end === 'breaks') controller.error(new Error('reset by peer'));
      else return new Promise(() => undefined);
      return undefined;
    },
    cancel() {
      sender.cancelled = true;
    },
  });
  return { body: body as ReadableStream<Uint8Array>, sender };
}

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);
const textOf = (result: ReadBody): string => (result.ok ? Buffer.from(result.body).toString() : result.reason);

test.each([
  ['in one piece', [bytes(8)], 'aaaaaaaa'],
  ['byte by byte', Array.from({ length: 8 }, () => bytes(1)), 'aaaaaaaa'],
  ['with empty pieces between', [bytes(0), bytes(3), bytes(0)], 'aaa'],
  ['with nothing in it', [], ''],
])('reads a body that arrives %s', async (_how, chunks, expected) => {
  expect(textOf(await read(arriving(chunks).body).result)).toBe(expected);
});

test('reads a request without a body as no bytes', async () => {
  expect(textOf(await read(undefined).result)).toBe('');
});

test('keeps bytes that are no text as they are', async () => {
  const result = await read(Buffer.from([0xff, 0xfe, 0x00, 0xc3])).result;

  expect(result).toEqual({ ok: true, body: Buffer.from([0xff, 0xfe, 0x00, 0xc3]) });
});

test('stops at the first byte too many, and tells the sender', async () => {
  const { body, sender } = arriving([bytes(4), bytes(4), bytes(1)], 'stalls');

  await expect(read(body).result).resolves.toEqual({ ok: false, reason: 'too_large' });
  expect(sender.cancelled).toBe(true);
});

test('does not wait for a body that declares itself too large', async () => {
  const { body } = arriving([], 'stalls');

  await expect(read(body, { 'content-length': '9' }).result).resolves.toEqual({ ok: false, reason: 'too_large' });
});

test.each(['0', '1', '-1', 'many', ''])('counts the bytes although content-length says "%s"', async (declared) => {
  const { body } = arriving([bytes(9)], 'stalls');

  await expect(read(body, { 'content-length': declared }).result).resolves.toEqual({ ok: false, reason: 'too_large' });
});

test.each([
  ['never begins', []],
  ['stalls half-way', [bytes(3)]],
])('gives up on a body that %s after exactly the time allowed, and tells the sender', async (_how, chunks) => {
  const { body, sender } = arriving(chunks, 'stalls');
  const { clock, result } = read(body);
  let ended = false;
  void result.then(() => {
    ended = true;
  });

  await clock.advance(14_999);
  expect(ended).toBe(false);
  await clock.advance(1);

  await expect(result).resolves.toEqual({ ok: false, reason: 'too_slow' });
  expect(sender.cancelled).toBe(true);
});

test('says that the connection broke, without an error', async () => {
  await expect(read(arriving([bytes(3)], 'breaks').body).result).resolves.toEqual({ ok: false, reason: 'broken' });
});

test.each([['text'], [{ byteLength: -9 }], [new ArrayBuffer(3)], [[1, 2, 3]]])(
  'takes nothing but bytes for a body: %o',
  async (chunk) => {
    await expect(read(arriving([chunk], 'stalls').body).result).resolves.toEqual({ ok: false, reason: 'broken' });
  },
);

test.each([
  ['read', (request: Request) => request.text()],
  ['begun', async (request: Request) => void request.body?.getReader()],
])('says so when somebody else has %s the body', async (_what, take) => {
  const request = new Request('https://shop.example/', { method: 'POST', body: '{}' });
  await take(request);

  const result = await readBody(request, { clock: createFakeClock(), maxBytes: MAX_BYTES, timeoutMs: 15_000 });
  expect(result).toEqual({ ok: false, reason: 'read_before' });
});

test('leaves no timer behind, however it ended', async () => {
  for (const { body } of [arriving([bytes(8)]), arriving([bytes(9)]), arriving([], 'breaks')]) {
    const { clock, result } = read(body);
    await result;
    expect(clock.pending).toBe(0);
  }
});
