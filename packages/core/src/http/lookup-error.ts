/** No connection was opened, because of what a name resolved to. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly failure: 'name_not_resolved' | 'address_refused';
  /** The resolver's error code, where it gave one. */
  readonly code: string | undefined;

  constructor(failure: 'name_not_resolved' | 'address_refused', code?: string) {
    super(failure === 'name_not_resolved' ? 'The name has no address.' : 'The name resolves to a refused address.');
    this.failure = failure;
    this.code = code;
  }
}
