/** A body of a control call that does not say what it must. */
class UnreadableCallError extends Error {
  override readonly name = 'UnreadableCallError';
}

/** Reads the body of one control call. */
export class CallBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw new UnreadableCallError(`"${name}" is needed, as text.`);
    return value;
  }

  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value !== 'number') throw new UnreadableCallError(`"${name}" is needed, as a number.`);
    return value;
  }

  flag(name: string): boolean {
    return this.#fields[name] !== false;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const choice = choices.find((candidate) => candidate === this.#fields[name]);
    if (choice === undefined) throw new UnreadableCallError(`"${name}" is one of ${choices.join(', ')}.`);
    return choice;
  }

  /** Everything in the body, for calls that check their options themselves. */
  get fields(): Readonly<Record<string, unknown>> {
    return this.#fields;
  }
}

/** Reads a control call; no body at all is an empty one. @throws Error for anything but one JSON object. */
export async function readCall(request: Request): Promise<CallBody> {
  const text = await request.text();
  const value = text === '' ? {} : parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableCallError('The body of a call is one JSON object.');
  }
  return new CallBody(value as Readonly<Record<string, unknown>>);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
