// Reading the environment takes neither the schemas nor the calls of the package, so it has an entry of its own.
import type { MolamOptions } from './molam-options.js';

/** The variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `MOLAM_API_KEY`, `MOLAM_API_BASE`, `MOLAM_DEFAULT_CURRENCY`, `MOLAM_DEFAULT_LOCALE`,
 * `MOLAM_WEBHOOK_SECRET` and `MOLAM_ORIGIN_ENTITY_ID`. An empty variable counts as absent; what
 * is missing is named when the account is connected.
 *
 * `MOLAM_WEBHOOK_SECRET` is the secret of key id 1, or several as `1=whsec_…,2=whsec_…`.
 */
export function molamOptionsFromEnv(environment: Environment): MolamOptions {
  const read = (name: string): string | undefined => environment[`MOLAM_${name}`] || undefined;
  const webhookSecret = read('WEBHOOK_SECRET');
  return {
    apiKey: read('API_KEY') ?? '',
    baseUrl: read('API_BASE'),
    defaultCurrency: read('DEFAULT_CURRENCY'),
    defaultLocale: read('DEFAULT_LOCALE'),
    webhookSecrets: webhookSecret === undefined ? undefined : readSecrets(webhookSecret),
    originEntityId: read('ORIGIN_ENTITY_ID'),
  };
}

/** A secret may itself hold `=`, as Base64 does at its end: only a short name before it, and a value behind it, count. */
const NAMED_SECRET = /^([A-Za-z0-9._-]{1,16})=(?!=*$)(.+)$/;

function readSecrets(variable: string): Readonly<Record<string, string>> {
  const named = variable.split(',').map((part) => NAMED_SECRET.exec(part.trim()));
  const entries = named.flatMap((match) => (match === null ? [] : [[match[1], match[2]] as const]));
  return entries.length === named.length
    ? (Object.fromEntries(entries) as Readonly<Record<string, string>>)
    : { 1: variable };
}
