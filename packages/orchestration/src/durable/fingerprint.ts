import { hexDigest } from '@paymux/core';

/**
 * SHA-256, in hexadecimal, of a request in its canonical form: members in order of their names, none that is absent,
 * instants as ISO 8601. Two requests that mean the same have the same.
 */
export function fingerprint(request: unknown): string {
  return hexDigest('sha256', canonical(request));
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}
