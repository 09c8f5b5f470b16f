import type { Problem } from '@paymux/core';

/** What is wrong with the `webhookBaseUrl` of a configuration. */
export function webhookBaseUrlProblems(value: unknown): readonly Problem[] {
  return value === undefined || isWebAddress(value)
    ? []
    : [{ path: 'webhookBaseUrl', message: 'must be an https: address, such as "https://pay.example.com/webhooks"' }];
}

/** Whether providers could be told it. Which of them can reach it, each adapter checks. */
function isWebAddress(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { hash, hostname, protocol, search } = new URL(text);
  const isSafe =
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
  return isSafe && hash === '' && search === '';
}
