import type { StoredDocument } from '../durable/stored-document.js';
import type { Step } from './worker.js';

/** Hands each leased document to the step of its kind. One of a kind that is not named is left to other workers. */
export function documentShift(steps: Readonly<Record<string, Step<StoredDocument>>>): Step<StoredDocument> {
  return async (claimed) => {
    const { kind } = claimed.row;
    if (Object.hasOwn(steps, kind)) await steps[kind]?.(claimed);
  };
}
