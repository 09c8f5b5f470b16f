import { isSensitiveName } from '@paymux/core';

/** Names of fields and headers that an author adds to those which are hidden anyway. */
export interface AddedNames {
  readonly fields?: readonly string[] | undefined;
  readonly headers?: readonly string[] | undefined;
}

/** Says by their names which fields and headers hold credentials or personal data. */
export interface SensitiveFields {
  hidesField(name: string): boolean;
  hidesHeader(name: string): boolean;
  /** Whether a field stays even within one that is hidden. */
  showsField(name: string): boolean;
}

/** Whole words that name a person, a place or a session; a log shows them, a file that is committed must not. */
const WORDS: ReadonlySet<string> = new Set([
  ...['name', 'names', 'fname', 'lname', 'nickname', 'username', 'login', 'gender', 'nationality'],
  ...['street', 'city', 'zip', 'zipcode', 'postcode', 'postal', 'line1', 'line2', 'ip', 'ipv4', 'ipv6'],
  ...['session', 'hmac', 'csrf', 'xsrf', 'fingerprint'],
]);

/** Names of things that end in one of {@link WORDS}: `currency_name`. */
const THINGS =
  /(?:currency|coin|network|token|product|plan|event|file|method|status|type|brand|bank|display)_?names?$/i;

const HEADERS = /^(?:forwarded|from|x-forwarded-for|via)$|sign$|digest-?auth|api-?id$/i;

/** Tells how much, of what kind or when, whoever it is about: `payer_amount`. A log hides it, a replay needs it. */
const HARMLESS =
  /idempoten|Idempoten|(?:^|[_-])(?:amount|currency|network|status|type|fee|rate|percent|at)$|[a-z](?:Amount|Currency|Network|Status|Type|Fee|Rate|Percent|At)$/;

/** Knows the sensitive names of logs, those of a recording, and the ones that were added; capitals do not matter. */
export function sensitiveFields({ fields = [], headers = [] }: AddedNames): SensitiveFields {
  const addedFields = lowered(fields);
  const addedHeaders = lowered(headers);
  const hides = (name: string): boolean => !HARMLESS.test(name) && (isSensitiveName(name) || isPersonal(name));
  return {
    hidesField: (name) => addedFields.has(name.toLowerCase()) || hides(name),
    hidesHeader: (name) => addedHeaders.has(name.toLowerCase()) || HEADERS.test(name) || hides(name),
    showsField: (name) => HARMLESS.test(name) && !addedFields.has(name.toLowerCase()),
  };
}

function isPersonal(name: string): boolean {
  if (THINGS.test(name)) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => WORDS.has(word));
}

function lowered(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
