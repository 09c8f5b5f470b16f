import { createHash } from 'node:crypto';

// Two ways of verifying a body-signed webhook that published clients take, written anew from what they do. They are
// measured, not recommended: docs/decisions/2026-11-21-webhooks-are-verified-as-received.md says why.

/** Parses, takes `sign` out, writes the rest anew with escaped slashes, and compares digests. */
export function parseAndWriteAnew(body: Buffer, key: string): unknown {
  const { sign, ...payload } = JSON.parse(body.toString()) as Record<string, unknown>;
  const json = JSON.stringify(payload).replace(/\//g, '\\/');
  if (digestOf(json, key) !== sign) throw new Error('Invalid signature');
  return payload;
}

/** Cuts `sign` out of the text with a regular expression, compares digests, and parses. */
export function cutOutAndParse(body: Buffer, key: string): unknown {
  const text = body.toString();
  const found = /\s*,?\s*"sign"\s*:\s*"([^"]*)"/.exec(text);
  if (found === null) throw new Error('Missing signature');
  const json = text.slice(0, found.index) + text.slice(found.index + found[0].length);
  if (digestOf(json, key) !== found[1]) throw new Error('Invalid signature');
  return JSON.parse(text);
}

function digestOf(json: string, key: string): string {
  return createHash('md5')
    .update(Buffer.from(json).toString('base64') + key)
    .digest('hex');
}
