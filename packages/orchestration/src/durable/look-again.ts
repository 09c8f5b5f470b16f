import { backOffMs } from './sending.js';

/** From one look at what somebody else is doing to the next, in milliseconds: soon at first, then once a second. */
export function lookAgainMs(looks: number): number {
  return backOffMs(looks, 20, 1000);
}
