import { misused } from '../command.js';
import type { AccountSettings } from '../config/account-settings.js';
import { deliver } from '../webhook/deliver.js';
import { sampleBody, withOddities } from '../webhook/sample-body.js';
import { signDelivery, type SignedDelivery } from '../webhook/sign-delivery.js';
import { type Problem, problemIf } from './check.js';

/**
 * Delivers three webhooks to an endpoint and judges it by its answers: a plain one, one that only survives as bytes,
 * and a forged one. All three speak of a payment that nobody knows.
 */
export async function probeEndpoint(url: string, account: AccountSettings, now: Date): Promise<readonly Problem[]> {
  const subject = account.options['paymentApiKey'] === undefined && account.provider !== 'molam' ? 'payout' : 'payment';
  const sample = { subject, reference: 'paymux-doctor', amount: '15.00', currency: 'USD' } as const;
  const deliverSigned = async (body: string): Promise<boolean> =>
    isAccepted(await deliver(url, await signDelivery(Buffer.from(body), account, { subject })));
  const body = await sampleBody(account, sample, now);
  const isPlainAccepted = await deliverSigned(body);
  const isOddAccepted = await deliverSigned(withOddities(body, account));
  const genuine = await signDelivery(Buffer.from(body), account, { subject });
  const isForgeryAccepted = isAccepted(await deliver(url, forged(genuine)));
  return [
    ...problemIf(
      isForgeryAccepted,
      'The endpoint accepts a forged webhook: whoever finds it can report payments that never happened.',
      'Verify every delivery, and answer 401 where that fails: paymux.webhooks.handler does.',
    ),
    ...problemIf(
      isPlainAccepted && !isOddAccepted,
      'The endpoint parses the body before it verifies it: a genuine webhook with unusual white space or numbers is refused.',
      'Hand over the bytes as they arrived: mount the handler before any body parser (express.json and the like).',
    ),
    ...problemIf(
      !isPlainAccepted,
      'The endpoint refuses genuine webhooks.',
      'Compare its secret with that of this account, its path with the account’s, and its clock with the time.',
    ),
  ];
}

function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The same delivery, with one digit of its signature changed. */
function forged({ body, headers }: SignedDelivery): SignedDelivery {
  const change = (text: string): string =>
    text.replace(
      /([0-9a-f])("?\}?)$|([0-9a-f])(,kid=)/i,
      (_, last = '', end = '', inner = '', kid = '') =>
        `${flipped(String(last))}${String(end)}${flipped(String(inner))}${String(kid)}`,
    );
  const signed = Object.entries(headers).filter(([name]) => /signature/i.test(name));
  if (signed.length > 0) {
    return {
      body,
      headers: { ...headers, ...Object.fromEntries(signed.map(([name, value]) => [name, change(value)])) },
    };
  }
  if (!/"sign":/.test(body)) throw misused('The delivery carries no signature to forge.');
  return { headers, body: change(body) };
}

function flipped(digit: string): string {
  return digit === '' ? '' : digit === '0' ? '1' : '0';
}
