/** What a caller may say about one call, beside the request itself. */
export interface CallOptions {
  /**
   * Ends the call early. Aborted before anything was sent the call fails with
   * outcome `not_sent`; later, with `unknown`, because the provider may have acted.
   */
  readonly signal?: AbortSignal | undefined;

  /**
   * Time for the whole call with its repeats, in milliseconds. Overrides the account's
   * `deadlineMs`. With none left, zero or less, nothing is sent.
   */
  readonly deadlineMs?: number | undefined;
}
