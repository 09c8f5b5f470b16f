import { verifySignedBody } from '@paymux/merchant-sign/verify';
import { checkSignature } from '@paymux/molam/verify';

/** What the worker is deployed with. */
export interface WorkerEnvironment {
  /** Where Paymux itself listens, such as `https://pay.internal.example`. */
  readonly ORIGIN: string;
  /** The payment key of the Cryptomus or Heleket account `shop`. */
  readonly SHOP_PAYMENT_KEY: string;
  /** The webhook secret of the Molam account `cards`, version 1. */
  readonly CARDS_WEBHOOK_SECRET: string;
}

const LARGEST_BODY_BYTES = 65_536;

/**
 * A worker at the edge, without Node.js: forgeries end here, and what is genuine goes to the origin byte for byte. There
 * it is verified again, looked up, and told once.
 */
export default {
  async fetch(request: Request, environment: WorkerEnvironment): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    if (request.method !== 'POST' || body.length > LARGEST_BODY_BYTES) return new Response(null, { status: 400 });
    if (!(await isGenuine(pathname, request.headers, body, environment))) {
      return Response.json({ status: 'refused' }, { status: 401 });
    }
    return fetch(new URL(pathname, environment.ORIGIN), { method: 'POST', headers: request.headers, body });
  },
};

async function isGenuine(
  pathname: string,
  headers: Headers,
  body: Uint8Array,
  { CARDS_WEBHOOK_SECRET, SHOP_PAYMENT_KEY }: WorkerEnvironment,
): Promise<boolean> {
  switch (pathname) {
    case '/webhooks/shop':
      return verifySignedBody(body, SHOP_PAYMENT_KEY);
    case '/webhooks/cards': {
      const secretFor = (kid: string) => (kid === '1' ? CARDS_WEBHOOK_SECRET : undefined);
      return (await checkSignature(headers.get('molam-signature'), body, secretFor, { now: new Date() })).ok;
    }
    default:
      return false;
  }
}
