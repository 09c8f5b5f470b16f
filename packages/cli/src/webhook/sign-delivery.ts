import { misused } from '../command.js';
import type { AccountSettings } from '../config/account-settings.js';

/** A delivery as its provider would make it. */
export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What to sign, and as whom. */
export interface SigningOrder {
  /** What the event is about, which decides between the payment key and the payout key. */
  readonly subject: 'payment' | 'payout';
  /** Which of several secrets. @defaultValue the last one */
  readonly kid?: string | undefined;
  /** @defaultValue now */
  readonly signedAt?: Date | undefined;
}

/** Whether the account's signatures are over the bytes as they stand, and not over what PHP makes of them. */
export function signsBytes({ options, provider }: Pick<AccountSettings, 'options' | 'provider'>): boolean {
  return provider === 'molam' || options['dialect'] === 'api-key' || options['webhookSignature'] === 'hmac-sha256';
}

/** Signs a body as the provider of the account does, with the secrets of the account. */
export async function signDelivery(
  body: Uint8Array,
  { options, provider }: AccountSettings,
  order: SigningOrder,
): Promise<SignedDelivery> {
  const text = textOf(body);
  const json = { 'content-type': 'application/json' };
  if (provider === 'molam') {
    const { signMolamWebhook } = await import('@paymux/molam/testing');
    const { kid, secret } = molamSecret(options['webhookSecrets'], order.kid);
    const signed = signMolamWebhook({ body, kid, secret, signedAt: order.signedAt });
    return { headers: Object.fromEntries(signed.headers), body: text };
  }
  if (provider !== 'cryptomus' && provider !== 'heleket') {
    throw misused(`How ${provider} signs is not known here: cryptomus, heleket and molam are.`);
  }
  if (signsBytes({ options, provider })) {
    const given = options['webhookSignatureHeader'];
    const header = typeof given === 'string' ? given : 'X-Heleket-Signature';
    const secret = textOption(options, 'webhookSecret');
    const { HmacSha256SignatureGenerator } = await import('@paymux/core');
    const signature = new HmacSha256SignatureGenerator(secret).sign(body);
    return { headers: { ...json, [header.toLowerCase()]: signature }, body: text };
  }
  const key = textOption(options, order.subject === 'payout' ? 'payoutApiKey' : 'paymentApiKey');
  const { signCryptomusWebhook } = await import('@paymux/cryptomus/testing');
  try {
    return { headers: json, body: textOf(signCryptomusWebhook(text, key)) };
  } catch (error) {
    throw error instanceof TypeError ? misused(error.message) : error;
  }
}

/** @throws {@link CommandFailedError} No provider sends what is not UTF-8. */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw misused('The body is not UTF-8.');
  }
}

function textOption(options: Readonly<Record<string, unknown>>, name: string): string {
  const value = options[name];
  if (typeof value === 'string') return value;
  throw misused(`The account has no ${name} to sign with.`);
}

function molamSecret(secrets: unknown, kid: string | undefined): { readonly kid: string; readonly secret: string } {
  const entries = Object.entries(Object(secrets) as Readonly<Record<string, unknown>>);
  const [found] = kid === undefined ? entries.slice(-1) : entries.filter(([name]) => name === kid);
  if (found !== undefined && typeof found[1] === 'string') return { kid: found[0], secret: found[1] };
  throw misused(
    kid === undefined
      ? 'The account has no webhookSecrets to sign with.'
      : `The account has no webhook secret of the kid "${kid}".`,
  );
}
