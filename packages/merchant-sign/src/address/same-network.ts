import { ADDRESS_NETWORKS } from './address-networks.js';

/** Whether two codes name one network, in either case and by any of the names that are known here. */
export function isSameNetwork(left: string, right: string): boolean {
  const [one, other] = [left.toLowerCase(), right.toLowerCase()];
  const known = ADDRESS_NETWORKS.get(one);
  return one === other || (known !== undefined && known === ADDRESS_NETWORKS.get(other));
}
