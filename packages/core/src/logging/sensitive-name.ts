/** Names that hide their value as a whole word: too short to look for inside other words. */
const WORDS: ReadonlySet<string> = new Set([
  ...['auth', 'bearer', 'jwt', 'key', 'keys', 'otp', 'pin', 'pwd', 'sign'],
  ...['beneficiary', 'birthdate', 'birthday', 'card', 'cvc', 'cvv', 'destination', 'dob', 'holder', 'iban', 'mail'],
  ...['memo', 'mobile', 'pan', 'passport', 'payee', 'payer', 'recipient', 'ssn', 'surname', 'tel'],
]);

/** Parts that hide the value wherever they occur in a name, its separators and capitals left out. */
const PARTS = new RegExp(
  [
    ...['secret', 'token', 'passw', 'passphrase', 'passcode', 'authori[sz]ation', 'signature', 'cookie', 'credential'],
    ...['mnemonic', 'seedphrase', 'keys?$'],
    ...['address', 'e?mail', 'phone', 'accountn(?:umber|o$)', 'cardn(?:umber|o$)', '(?:card|account)holder'],
    ...['(?:first|last|middle|full|family|given|holder|owner|customer|client)name', 'memotag', 'destinationtag'],
  ].join('|'),
);

const MAX_NAME_LENGTH = 200;

/** What was found before: logs are full of the same few names. Foreign names are without number, hence the limit. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1000;

/**
 * Whether a field's name says that its value is a credential or personal data:
 * `paymentApiKey`, `X-Molam-Signature`, `wallet_address`, `memo`. Written in any
 * style, in any case. A name too long to be one of a field hides its value too.
 */
export function isSensitiveName(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH) return true;
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = isSensitive(name);
  if (known.size < MOST_KNOWN) known.set(name, found);
  return found;
}

function isSensitive(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => WORDS.has(word)) || PARTS.test(words.join(''));
}
