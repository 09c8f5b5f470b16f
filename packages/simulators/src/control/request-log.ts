/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. The `sign` header is kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** The body as UTF-8 text. */
  readonly text: string;
  /** HTTP status of the answer; `undefined` while there is none, or if the connection was cut instead. */
  readonly answerStatus: number | undefined;
  /** The kind of fault that met the request, if any. */
  readonly fault: string | undefined;
  /** ISO 8601, UTC, by the simulator's clock. */
  readonly at: string;
}

/** Lets the server fill in how a request was answered. */
export interface RequestEntry {
  answered(status: number): void;
  metFault(kind: string): void;
}

/** Every request to the provider's interface, oldest first. */
export class RequestLog {
  readonly #entries: RecordedRequest[] = [];

  add(request: Omit<RecordedRequest, 'answerStatus' | 'fault' | 'text'>): RequestEntry {
    const text = Buffer.from(request.body).toString('utf8');
    const index = this.#entries.push({ ...request, text, answerStatus: undefined, fault: undefined }) - 1;
    const amend = (change: Partial<RecordedRequest>): void => {
      const entry = this.#entries[index];
      if (entry !== undefined) this.#entries[index] = { ...entry, ...change };
    };
    return {
      answered: (answerStatus) => {
        amend({ answerStatus });
      },
      metFault: (fault) => {
        amend({ fault });
      },
    };
  }

  requests(): readonly RecordedRequest[] {
    return [...this.#entries];
  }
}
