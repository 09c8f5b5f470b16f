const ALWAYS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The headers that every answer has, unless its route says otherwise. */
export function securityHeaders(url: string, origin: string): Readonly<Record<string, string>> {
  return {
    ...ALWAYS,
    ...(origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
    ...(new URL(url).pathname.startsWith('/v1/') && { 'cache-control': 'no-store' }),
  };
}
