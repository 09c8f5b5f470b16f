/**
 * Spellings that carry no meaning in their letters' case: hexadecimal addresses, whose mixed case is
 * a checksum, and those of the bech32 and cashaddr alphabets. All others tell upper from lower case.
 */
const CASELESS = [
  /^0x[0-9a-f]{40}$/i,
  /^(?:bc|ltc)1[02-9ac-hj-np-z]{6,87}$/i,
  /^(?:bitcoincash:)?[qp][02-9ac-hj-np-z]{41}$/i,
];

/** Whether two texts are the same address, however a provider likes to spell it. */
export function isSameAddress(left: string, right: string): boolean {
  return spelledPlainly(left) === spelledPlainly(right);
}

function spelledPlainly(address: string): string {
  if (!CASELESS.some((form) => form.test(address))) return address;
  return address.toLowerCase().replace(/^bitcoincash:/, '');
}
