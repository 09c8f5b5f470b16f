import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { OmissionReason, OmittedBody, RecordedHeaders } from '@paymux/simulators';
import { isJson, type Redactor, type TextKind } from './redactor.js';

/** A body is recorded as text up to this length. */
const LONGEST_TEXT_BYTES = 1_000_000;

/** Headers of the connection, and those that say again what the record says. */
const NOT_RECORDED: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
  ...['host', 'content-length', 'accept-encoding'],
]);

/** A body on its way through: hashed whole, kept up to a length. */
export class PassingBody {
  readonly #hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes <= LONGEST_TEXT_BYTES) this.#chunks.push(chunk);
  }

  /** The text, or why there is none. Called once, at the end. */
  read(contentEncoding: string | undefined): { readonly text: string } | OmittedBody {
    const sha256 = this.#hash.digest('hex');
    const omitted = (because: OmissionReason): OmittedBody => ({ bytes: this.#bytes, sha256, because });
    if (this.#bytes > LONGEST_TEXT_BYTES) return omitted('too_long');
    if (contentEncoding !== undefined && contentEncoding !== 'identity' && this.#bytes > 0)
      return omitted('compressed');
    const bytes = Buffer.concat(this.#chunks);
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? { text } : omitted('not_text');
  }
}

/** One half of an exchange, with everything that it said. Nothing of it is written as it is. */
export class CapturedMessage {
  readonly #headers: readonly (readonly [name: string, values: readonly string[]])[];
  readonly #body: { readonly text: string } | OmittedBody;
  readonly #kind: TextKind;

  constructor(message: IncomingMessage, passed: PassingBody) {
    this.#headers = Object.entries(message.headersDistinct).flatMap(([name, values]) =>
      NOT_RECORDED.has(name) || values === undefined ? [] : [[name, values]],
    );
    const body = passed.read(message.headers['content-encoding']);
    const isForm = message.headers['content-type']?.includes('application/x-www-form-urlencoded') ?? false;
    this.#kind = 'text' in body && isJson(body.text) ? 'json' : isForm ? 'form' : 'text';
    this.#body = body;
  }

  learn(redactor: Redactor): void {
    for (const [name, values] of this.#headers) for (const value of values) redactor.learnHeader(name, value);
    if ('text' in this.#body) redactor.learn(this.#body.text, this.#kind);
  }

  headers(redactor: Redactor): RecordedHeaders {
    return Object.fromEntries(
      this.#headers.map(([name, values]) => {
        const [first = '', ...others] = values.map((value) => redactor.redactHeader(name, value));
        return [name, others.length === 0 ? first : [first, ...others]];
      }),
    );
  }

  body(redactor: Redactor): string | OmittedBody {
    if (!('text' in this.#body)) return this.#body;
    const { text } = this.#body;
    if (this.#kind !== 'text') return redactor.redact(text, this.#kind);
    if (!redactor.isSuspicious(text)) return text;
    const bytes = Buffer.from(text);
    return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), because: 'sensitive' };
  }
}
