/** One HTTP request, complete: what is in `body` and in `headers` is what travels, byte for byte. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. `https:`, or `http:` towards a loopback host. */
  readonly url: string;
  /**
   * Sent as they are written; none is made up, no `content-type` either. What frames the message
   * (`host`, `content-length`, `connection` …) is the transport's, and line breaks are refused.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent unchanged, text as UTF-8. Absent means no body at all; `GET` has none. */
  readonly body?: string | Uint8Array | undefined;
  /** Time for this attempt from dispatch to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the attempt early. */
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** Without `content-encoding`. */
  readonly headers: Headers;
  /** Decompressed. Empty if there was none. */
  readonly body: Uint8Array;
}

/**
 * Sends one request and reads its whole answer. Never repeats a request, never
 * follows a redirect, never throws because of a status.
 *
 * Implementations may be used concurrently and keep a bounded pool of connections.
 */
export interface HttpClient {
  /**
   * @returns The answer with any status but 3xx, its body read to the end.
   * @throws {@link TransportError} No whole answer came back. Its `outcome` says
   *   whether the request can have been received: `not_sent` only with positive proof.
   */
  send(request: HttpRequest): Promise<HttpResponse>;

  /**
   * Refuses further requests, lets those under way end, and closes all connections. A client
   * that was not closed keeps none that would hold the process open.
   */
  close?(): Promise<void>;
}

/** Functions called around each attempt. They observe, and may add headers; the body is already signed. */
export interface HttpHooks {
  /**
   * Called before dispatch. Returned headers are added to the request; none of its own can be
   * replaced. If the hook fails, nothing is sent. Its time counts towards `timeoutMs`.
   */
  beforeRequest?(
    request: HttpRequest,
  ): Readonly<Record<string, string>> | undefined | Promise<Readonly<Record<string, string>> | undefined>;

  /** Called with every whole answer. The caller gets the answer without waiting for the hook, and even if it fails. */
  afterResponse?(request: HttpRequest, response: HttpResponse): void | Promise<void>;
}
