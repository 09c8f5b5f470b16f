import type { WebhookRefusalReason } from '@paymux/core';

/** A `Molam-Signature` header taken apart. */
export interface SignatureHeader {
  /** The digits of `t` as they stand in the header: the signed text begins with them. */
  readonly signedAt: string;
  readonly kid: string;
  /** Every `v1`, of which any may match: during a rotation there are several. */
  readonly candidates: readonly string[];
}

/** Takes `t=<unix ms>,v1=<hex>,kid=<key id>` apart, or says what is wrong with it. */
export function parseSignatureHeader(
  header: string | null | undefined,
):
  | SignatureHeader
  | Extract<WebhookRefusalReason, 'missing_header' | 'malformed_header' | 'missing_field' | 'invalid_timestamp'> {
  if (header === null || header === undefined || header === '') return 'missing_header';
  let signedAt: string | undefined;
  let kid: string | undefined;
  const candidates: string[] = [];
  for (const element of header.split(',')) {
    const separator = element.indexOf('=');
    if (separator === -1) return 'malformed_header';
    const value = element.slice(separator + 1).trim();
    switch (element.slice(0, separator).trim()) {
      case 't':
        signedAt = value;
        break;
      case 'kid':
        kid = value;
        break;
      case 'v1':
        candidates.push(value);
        break;
    }
  }
  if (signedAt === undefined || kid === undefined || candidates.length === 0) return 'missing_field';
  if (!/^[0-9]+$/.test(signedAt)) return 'invalid_timestamp';
  return { signedAt, kid, candidates };
}
