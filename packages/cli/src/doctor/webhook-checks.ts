import { type Check, type Found, NO_STORE, problemIf, type Skipped } from './check.js';

const DAY_MS = 86_400_000;
const MANY = 5;

const NO_PUBLIC_URL: Skipped = { skipped: 'server.publicUrl is not set' };

/** What is said about the address that webhooks come to. */
async function callbackProblems(
  { accounts, loaded: { server } }: Parameters<Check['run']>[0],
  isMeant: (problem: string) => boolean,
  fix: string,
): Promise<Found> {
  const { publicUrl } = server;
  if (publicUrl === undefined) return NO_PUBLIC_URL;
  const { checkCallbackUrl } = await import('@paymux/core');
  const base = publicUrl.replace(/\/$/, '');
  const problems = accounts.flatMap(({ id, options: { baseUrl } }) => {
    const at = typeof baseUrl === 'string' && baseUrl !== '' ? baseUrl : 'https://provider.invalid';
    const problem = checkCallbackUrl(`${base}/webhooks/${id}`, { baseUrl: at });
    return problem === undefined ? [] : [problem];
  });
  return [...new Set(problems)]
    .filter(isMeant)
    .map((problem) => ({ what: `server.publicUrl, to which webhooks are delivered, ${problem}.`, fix }));
}

const HTTPS = 'must use https:';

const callbackHttps: Check = {
  name: 'callback-https',
  good: 'webhooks come by https',
  run: (examination) =>
    callbackProblems(
      examination,
      (problem) => problem === HTTPS,
      'Put the service behind TLS, and write https: in server.publicUrl.',
    ),
};

const callbackPublic: Check = {
  name: 'callback-public',
  good: 'providers can reach the address of webhooks',
  run: (examination) =>
    callbackProblems(
      examination,
      (problem) => problem !== HTTPS,
      'Set server.publicUrl to an address that the provider can reach: a public name, or that of a tunnel in development.',
    ),
};

const webhookSecret: Check = {
  name: 'webhook-secret',
  good: 'every account can verify webhooks',
  run({ loaded: { profile, server }, paymux }) {
    if (paymux === undefined) return { skipped: 'the accounts cannot be connected as they are' };
    // Where nobody can deliver webhooks, none are expected.
    if (profile === 'development' && server.publicUrl === undefined) return NO_PUBLIC_URL;
    return paymux.webhooks.health().problems.map(({ account }) => ({
      what: `Account "${account}" has nothing to verify webhooks with, and refuses all of them.`,
      fix: 'Give it the webhook secret or the key that its provider signs with (Molam: webhookSecrets by kid).',
    }));
  },
};

const unknownKid: Check = {
  name: 'unknown-kid',
  good: 'every delivery was signed with a kid that is configured',
  async run({ now, store }) {
    if (store === undefined) return NO_STORE;
    const refusals = await store.refusals({ from: new Date(now.getTime() - DAY_MS) });
    return refusals
      .filter(({ reason }) => reason === 'unknown_kid')
      .map(({ account, count }) => ({
        what: `${String(count)} deliveries to account "${account}" were signed with a kid that is not configured.`,
        fix: 'Add the secret of that kid to webhookSecrets beside the old one: the provider has begun to use it.',
      }));
  },
};

const refusedSignatures: Check = {
  name: 'refused-signatures',
  good: 'deliveries have right signatures',
  async run({ now, store }) {
    if (store === undefined) return NO_STORE;
    const refusals = await store.refusals({ from: new Date(now.getTime() - DAY_MS) });
    return refusals.flatMap(({ account, count, reason }) =>
      problemIf(
        reason === 'signature_mismatch' && count >= MANY,
        `${String(count)} deliveries to account "${account}" had a wrong signature within a day.`,
        'If they are genuine, the key is another or something parses bodies first: try "paymux doctor --probe <url>".',
      ),
    );
  },
};

const staleDeliveries: Check = {
  name: 'clock-and-deliveries',
  good: 'deliveries come in time',
  async run({ now, store }) {
    if (store === undefined) return NO_STORE;
    const refusals = await store.refusals({ from: new Date(now.getTime() - DAY_MS) });
    return refusals.flatMap(({ account, count, reason }) =>
      problemIf(
        reason === 'timestamp_out_of_tolerance' && count >= MANY,
        `${String(count)} deliveries to account "${account}" were too old or from the future within a day.`,
        'Set the clock of this machine by NTP; if it is right, look at what delays deliveries.',
      ),
    );
  },
};

/** Checks of what webhooks need. */
export const WEBHOOK_CHECKS: readonly Check[] = [
  callbackHttps,
  callbackPublic,
  webhookSecret,
  unknownKid,
  refusedSignatures,
  staleDeliveries,
];
