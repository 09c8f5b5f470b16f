import { Secret } from '../options/secret.js';

/**
 * The secrets of a webhook scheme: one; several, of which any may have signed, as during a rotation; or
 * one for each key id, as a map or as a function. What the function throws is passed on: a store that
 * cannot be reached proves nothing about a delivery.
 */
export type WebhookSecrets =
  | string
  | Secret
  | readonly (string | Secret)[]
  | ReadonlyMap<string, string | Secret>
  | ((keyId: string) => string | Secret | undefined | Promise<string | Secret | undefined>);

/** The secrets of a scheme, checked. */
export type SecretSource =
  | { readonly byKeyId: false; readonly secrets: readonly Secret[] }
  | { readonly byKeyId: true; find(keyId: string): Promise<Secret | undefined> };

/** @throws {@link TypeError} There is no secret, or one is empty: nothing could be verified. */
export function secretSource(secrets: WebhookSecrets): SecretSource {
  if (typeof secrets === 'function') return { byKeyId: true, find: async (keyId) => found(await secrets(keyId)) };
  if (isMap(secrets)) {
    const known = new Map([...secrets].map(([keyId, secret]) => [keyId, Secret.of(secret)]));
    if (known.size === 0) throw new TypeError(NO_SECRET);
    return { byKeyId: true, find: async (keyId) => known.get(keyId) };
  }
  const list = [secrets].flat().map((secret) => Secret.of(secret));
  if (list.length === 0) throw new TypeError(NO_SECRET);
  return { byKeyId: false, secrets: list };
}

const NO_SECRET = 'A webhook scheme needs at least one secret: without one, nothing can be verified.';

/** What a key id may look like: anything else is unknown before anybody is asked. */
const KEY_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The secrets that may have signed; `undefined` for a key id that is unknown. */
export async function secretsFor(
  source: SecretSource,
  keyId: string | undefined,
): Promise<readonly Secret[] | undefined> {
  if (!source.byKeyId) return source.secrets;
  const secret = keyId !== undefined && KEY_ID.test(keyId) ? await source.find(keyId) : undefined;
  return secret && [secret];
}

function isMap(secrets: WebhookSecrets): secrets is ReadonlyMap<string, string | Secret> {
  return typeof secrets === 'object' && 'get' in secrets && 'size' in secrets;
}

/** A function that looks a key id up in a plain object may find something inherited: only text that is not empty counts. */
function found(value: unknown): Secret | undefined {
  if (Secret.isInstance(value)) return value;
  return typeof value === 'string' && value !== '' ? new Secret(value) : undefined;
}
