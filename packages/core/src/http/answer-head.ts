/** Header values by lower-case name, a list where a header came more than once. */
export type WireHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What comes before the body of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** Without `content-encoding`. */
  readonly headers: Headers;
  /** The `content-encoding` that is still to be undone. */
  readonly coding: string | undefined;
}

export function toAnswerHead(status: number, received: WireHeaders): AnswerHead {
  const headers = new Headers();
  for (const name in received) {
    const value = received[name];
    if (typeof value === 'string') headers.append(name, value);
    else for (const each of value ?? []) headers.append(name, each);
  }
  const coding = headers.get('content-encoding') ?? undefined;
  if (coding !== undefined) headers.delete('content-encoding');
  return { status, headers, coding };
}
