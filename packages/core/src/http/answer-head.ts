/** Header values by lower-case name, a list where a header came more than once. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What comes before the body of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly received: WireHeaders;
  /** The `content-encoding` that is still to be undone. */
  readonly coding: string | undefined;
}

export function toAnswerHead(status: number, received: WireHeaders): AnswerHead {
  const coding = received['content-encoding'];
  return { status, received, coding: typeof coding === 'object' ? coding.join(', ') : coding };
}

/** The headers of an answer, without `content-encoding`, which has been undone. */
export function toHeaders({ received }: AnswerHead): Headers {
  const headers = new Headers();
  for (const name in received) {
    const value = received[name];
    if (typeof value === 'string') headers.append(name, value);
    else for (const each of value ?? []) headers.append(name, each);
  }
  headers.delete('content-encoding');
  return headers;
}
