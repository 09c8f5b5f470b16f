/** A local provider that remembers what it was sent. */
export interface RequestRecorder {
  readonly control: { requests(): readonly { readonly path: string; readonly text: string }[] };
}

/** The bodies that were sent to a path, oldest first. */
export function bodiesSent({ control }: RequestRecorder, path: string): readonly unknown[] {
  return control
    .requests()
    .filter((request) => request.path === path)
    .map(({ text }) => JSON.parse(text) as unknown);
}

/**
 * What a promise was rejected with.
 *
 * @throws Error if it was not.
 */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail, and did not.');
    },
    (error: unknown) => error,
  );
}
