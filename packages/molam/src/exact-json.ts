/** A decimal that travels as a JSON number, digit by digit: no binary float stands between text and wire. */
export class JsonDecimal {
  /** Decimal text, which is a JSON number as well. */
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** Writes JSON as `JSON.stringify` does, and a {@link JsonDecimal} as its digits. */
export function writeJson(value: unknown): string {
  if (value instanceof JsonDecimal) return value.digits;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`;
}
