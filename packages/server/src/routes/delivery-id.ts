import type { InboxMessage } from '@paymux/orchestration';

/** Names a message of the inbox in a path. */
export function deliveryId({ account, key }: Pick<InboxMessage, 'account' | 'key'>): string {
  return Buffer.from(JSON.stringify([account, key])).toString('base64url');
}

/** What {@link deliveryId} was made of; `undefined` where it was made of nothing. */
export function readDeliveryId(id: string): Pick<InboxMessage, 'account' | 'key'> | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [account, key] = parts as readonly unknown[];
    return typeof account === 'string' && typeof key === 'string' ? { account, key } : undefined;
  } catch {
    return undefined;
  }
}
