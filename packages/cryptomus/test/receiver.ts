import { openWebhookReceiver, type WebhookReceiver } from '@paymux/merchant-sign/testing';
import { onTestFinished } from 'vitest';

/** A shop that keeps what is delivered to it, until its test is over. */
export async function openReceiver(): Promise<WebhookReceiver> {
  const receiver = await openWebhookReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}
