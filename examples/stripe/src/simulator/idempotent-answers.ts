import { InvalidParameter, Refusal } from './refusal.js';

/** An answer as it is kept and sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly replayed?: boolean;
}

interface Kept {
  /** Path and parameters of the first request. */
  readonly request: string;
  readonly answer: Answer;
  readonly at: number;
}

const DAY_MS = 86_400_000;

/** The answers kept under the account's keys. A key belongs to one path and one set of parameters. */
export class IdempotentAnswers {
  readonly #kept = new Map<string, Kept>();

  /** The answer to a request: the one kept under its key, else a new one. */
  answer(key: string | undefined, request: string, at: number, act: () => string): Answer {
    if (key === undefined) return attempt(act).answer;
    if (key.length > 255) return attempt(() => refuseKey()).answer;
    const kept = this.#kept.get(key);
    if (kept !== undefined && at - kept.at < DAY_MS) {
      if (kept.request === request) return { ...kept.answer, replayed: true };
      const text = 'Keys for idempotent requests can only be used with the parameters they were first used with.';
      const refusal = new Refusal(400, text, { type: 'idempotency_error' });
      return { status: refusal.status, body: refusal.body };
    }
    const { answer, isKept } = attempt(act);
    if (isKept) this.#kept.set(key, { request, answer, at });
    return answer;
  }

  /** Keeps a 500 under a key, as for a request that broke while it was carried out. */
  keep(key: string, request: string, at: number): Answer {
    const answer = { status: 500, body: new Refusal(500, 'Something went wrong.', { type: 'api_error' }).body };
    this.#kept.set(key, { request, answer, at });
    return answer;
  }
}

function refuseKey(): never {
  throw new Refusal(400, 'The idempotency key is too long.');
}

/** Errors are kept as well, except those of parameters that failed validation. */
function attempt(act: () => string): { readonly answer: Answer; readonly isKept: boolean } {
  try {
    return { answer: { status: 200, body: act() }, isKept: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isKept = !(error instanceof InvalidParameter);
    return { answer: { status: error.status, body: error.body }, isKept };
  }
}
