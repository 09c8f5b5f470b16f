/** Where Heleket's HMAC signatures stand, and what may stand before their digits. */
export const HELEKET_SIGNATURE = { header: 'X-Heleket-Signature', prefix: 'sha256=' } as const;
