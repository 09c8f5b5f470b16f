import { encodeJson, type JsonObject, type JsonValue } from '../json/encode-json.js';

/** A request that is refused, with the answer to give. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: JsonObject;

  constructor(status: number, body: JsonObject) {
    super(`Refused with ${String(status)}.`);
    this.status = status;
    this.body = body;
  }
}

/** A refusal in the provider's words: `{"state":1,"message":…}`. */
export function businessRefusal(message: string): Refusal {
  return new Refusal(422, { state: 1, message });
}

/** A refusal that names every failing field and its rules. */
export function validationRefusal(errors: Readonly<Record<string, readonly string[]>>): Refusal {
  return new Refusal(422, { state: 1, errors });
}

/** An answer's text. */
export function answerText(body: JsonValue): string {
  return encodeJson(body, { slashes: 'plain', unicode: 'raw' });
}
