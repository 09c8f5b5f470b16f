import type { OperationCapability } from '../provider/capabilities.js';
import type { Operation } from './operation.js';

/** An {@link Operation} that changes something, together with what can be found out about it afterwards. */
export interface WriteOperation<Request, Answer, Result> extends Operation<Request, Answer, Result> {
  readonly effect: 'write';
  readonly afterwards: OperationCapability;
}

/** Describes an operation that changes something at the provider. */
export function writeOperation<Request, Answer, Result>(
  definition: Omit<WriteOperation<Request, Answer, Result>, 'effect'>,
): WriteOperation<Request, Answer, Result> {
  return { ...definition, effect: 'write' };
}
