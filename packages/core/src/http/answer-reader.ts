import type { Dispatcher } from 'undici';
import { type AnswerHead, toAnswerHead, type WireHeaders } from './answer-head.js';
import type { Attempt } from './attempt.js';
import { beginSending } from './exact-dispatcher.js';
import type { RawAnswer } from './run-attempt.js';

type Controller = Dispatcher.DispatchController;

/** Reads one answer straight from a pool, without a stream in between. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #attempt: Attempt;
  readonly #maxBytes: number;
  readonly #resolve: (answer: RawAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Controller | undefined;
  #size = 0;
  #head: AnswerHead | undefined;

  constructor(
    attempt: Attempt,
    maxBytes: number,
    resolve: (answer: RawAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#attempt = attempt;
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    attempt.whenEnded(() => this.#cancel());
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    beginSending(this.#attempt, controller);
  }

  onResponseStart(_controller: Controller, status: number, headers: WireHeaders): void {
    // Informational answers come before the one that counts.
    if (status < 200) return;
    this.#attempt.phase = 'answering';
    if (status >= 300 && status <= 399) this.#attempt.end('redirected');
    else this.#head = toAnswerHead(status, headers);
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size > this.#maxBytes) this.#attempt.end('answer_too_large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#head !== undefined) this.#resolve({ head: this.#head, body: Buffer.concat(this.#chunks, this.#size) });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#reject(error);
  }

  #cancel(): void {
    const over = new Error('The attempt is over.');
    this.#reject(over);
    this.#controller?.abort(over);
  }
}
