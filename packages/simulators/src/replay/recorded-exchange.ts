/** Why a body was not recorded as text. */
export type OmissionReason = 'compressed' | 'not_text' | 'sensitive' | 'too_long';

/** What is recorded of a body whose text is not. */
export interface OmittedBody {
  readonly bytes: number;
  /** SHA-256 of all bytes, in hexadecimal. */
  readonly sha256: string;
  readonly because: OmissionReason;
}

/** Headers by name in lower case, several of one name as a list. Those of the connection are left out. */
export type RecordedHeaders = Readonly<Record<string, string | readonly string[]>>;

/**
 * One exchange as `paymux capture` writes it to a file. Secrets and personal data
 * are placeholders: `[redacted-1]` stands for the same value wherever it occurs
 * in the files of one folder.
 */
export interface RecordedExchange {
  /** A call of the provider's interface, or a delivery by the provider. */
  readonly kind: 'call' | 'webhook';
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly request: {
    readonly method: string;
    /** As it was sent, without the query. */
    readonly path: string;
    /** As it was sent, without the question mark. */
    readonly query: string;
    readonly headers: RecordedHeaders;
    /** The exact text but for placeholders, `""` without a body. */
    readonly body: string | OmittedBody;
  };
  /** Absent if there was no whole answer. */
  readonly response?:
    | {
        readonly status: number;
        readonly headers: RecordedHeaders;
        readonly body: string | OmittedBody;
      }
    | undefined;
  /**
   * Why there is no `response`: nobody answered, the connection broke within the
   * answer, or the caller went away before its end.
   */
  readonly failure?: 'unreachable' | 'cut' | 'abandoned' | undefined;
}

/** An exchange, and the file that holds it. */
export interface Recording extends RecordedExchange {
  /** The file's name, without its folder. */
  readonly file: string;
}
