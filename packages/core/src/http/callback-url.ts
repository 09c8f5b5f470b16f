import { hostKind, readPlainUrl } from './host-kind.js';

/**
 * Checks a URL that a provider is going to call or to send the payer to, such as `webhookUrl`
 * or `returnUrl`. Asks no resolver: the name is the provider's to resolve.
 *
 * `https:` is required, and no literal address or name of a local network is accepted. A literal
 * loopback address, with either scheme, is accepted while `baseUrl` is loopback too: then the
 * provider is a simulator on this machine.
 *
 * @param options - `baseUrl`: where the provider answers.
 * @returns What is wrong, as a clause such as `must use https:`, or `undefined`. It never repeats the URL.
 */
export function checkCallbackUrl(url: string, options: { readonly baseUrl: string }): string | undefined {
  const target = readPlainUrl(url);
  if (typeof target === 'string') return target;
  const kind = hostKind(target.hostname);
  if (kind === 'loopback') {
    return isLoopback(options.baseUrl)
      ? undefined
      : 'must not lead to this machine, where the provider cannot reach it';
  }
  if (target.protocol !== 'https:') return 'must use https:';
  return kind === 'public' || kind === 'name' ? undefined : 'must be reachable from the internet';
}

function isLoopback(baseUrl: string): boolean {
  const base = readPlainUrl(baseUrl);
  return typeof base !== 'string' && hostKind(base.hostname) === 'loopback';
}
