import { lookup as lookupName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { addressKind } from './address-kind.js';
import { isLoopbackName } from './host-kind.js';
import { LookupError } from './lookup-error.js';

/** Answers every address of a host name. Rejects, or answers none, when there is no such name. */
export type NameResolver = (hostname: string) => Promise<readonly string[]>;

/** Asks the operating system. */
export const systemResolver: NameResolver = async (hostname) => {
  const addresses = await lookupName(hostname, { all: true });
  return addresses.map(({ address }) => address);
};

/**
 * Resolves names for `net.connect`, once per connection. Every address is checked, and the very
 * addresses that were checked are the ones connected to, so a name that changes its answer
 * between a check and a connection gains nothing. One refused address refuses the name.
 */
export function checkedLookup(resolve: NameResolver, allowPrivateNetwork: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveChecked(hostname, resolve, allowPrivateNetwork).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        if (options.all === true) callback(null, found);
        else callback(null, found[0]?.address ?? '', found[0]?.family);
      },
      (error: unknown) => callback(error as LookupError, ''),
    );
  };
}

async function resolveChecked(
  hostname: string,
  resolve: NameResolver,
  allowPrivateNetwork: boolean,
): Promise<readonly string[]> {
  const addresses = await resolve(hostname).catch((error: unknown) => {
    throw new LookupError('name_not_resolved', (error as NodeJS.ErrnoException | undefined)?.code);
  });
  if (addresses.length === 0) throw new LookupError('name_not_resolved');
  const loopbackName = isLoopbackName(hostname);
  for (const address of addresses) {
    const kind = addressKind(address);
    const accepted = loopbackName
      ? kind === 'loopback'
      : kind === 'public' || (allowPrivateNetwork && (kind === 'private' || kind === 'loopback'));
    if (!accepted) throw new LookupError('address_refused');
  }
  return addresses;
}
