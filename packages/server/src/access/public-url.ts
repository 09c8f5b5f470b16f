import { checkBaseUrl, MisconfiguredError } from '@paymux/core';

/**
 * The origin of the address at which people reach a service. Its cookies are sent there and nowhere else, so that it has
 * to be https, except on this machine.
 *
 * @throws {@link MisconfiguredError} It cannot be one.
 */
export function publicOrigin(publicUrl: string): string {
  const message =
    checkBaseUrl(publicUrl, { allowPrivateNetwork: true }) ??
    (new URL(publicUrl).pathname === '/'
      ? undefined
      : 'must have no path: the service answers at the root of its host');
  if (message !== undefined) throw new MisconfiguredError('the service', [{ path: 'publicUrl', message }]);
  return new URL(publicUrl).origin;
}
