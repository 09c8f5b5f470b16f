import type { TextRange } from './text-range.js';

/** Values that give themselves away by their shape, whatever field they stand in. */
const SHAPES: readonly RegExp[] = [
  // E-mail addresses.
  /(?<![\p{L}\p{N}._+'-])[\p{L}\p{N}._+'-]+(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu,
  // JSON web tokens, keys with the usual prefixes, keys in PEM.
  /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g,
  /\b(?:sk|rk|pk|whsec|shpat|xox[abp])_[\w-]{8,}={0,2}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
  // Addresses of EVM chains, TRON and Bitcoin. A transaction's hash is longer.
  /\b0x[0-9a-fA-F]{40}\b/g,
  /\bT[1-9A-HJ-NP-Za-km-z]{33}\b/g,
  /\b(?:bc|tb|ltc)1[02-9ac-hj-np-z]{25,71}\b/g,
];

/** What follows a scheme of authentication, and credentials in a URL. */
const AFTER_A_WORD: readonly RegExp[] = [/\b(?:bearer|basic)\s+([^\s"',;]{8,})/gi, /:\/\/([^\s/?#@"'<>]+)@/g];

const CARD = /(?<![\dA-Za-z.])(?<!\d[ -])[2-6](?:[ -]?\d){12,18}(?![\dA-Za-z])(?![ -]\d)(?!\.\d)/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;

/** Finds e-mail addresses, keys, wallet addresses, IBANs and, with `cards`, card numbers anywhere in a text. */
export function sensitivePatterns(text: string, { cards }: { readonly cards: boolean }): readonly TextRange[] {
  return [
    ...SHAPES.flatMap((shape) => matches(text, shape)),
    ...AFTER_A_WORD.flatMap((shape) => matches(text, shape)),
    ...(cards ? matches(text, CARD).filter(({ value }) => hasLuhnDigit(value.replace(/[ -]/g, ''))) : []),
    ...matches(text, IBAN).filter(({ value }) => hasIbanDigits(value.replaceAll(' ', ''))),
  ];
}

function matches(text: string, shape: RegExp): readonly TextRange[] {
  return [...text.matchAll(shape)].map(({ 0: whole, 1: value = whole, index }) => {
    const start = index + whole.lastIndexOf(value);
    return { start, end: start + value.length, value };
  });
}

function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of Array.from(digits, Number).toReversed().entries()) {
    const doubled = digit * (place % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function hasIbanDigits(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
