import { checkCallbackUrl, type HttpClient, KyHttpClient, MisconfiguredError, type Problem } from '@paymux/core';
import { AlertNotDeliveredError } from './alert-channel.js';

const NAME = /^[\w-]{1,64}$/u;

/** What is wrong with the name of a channel or rule. */
export function nameProblems(id: string, path = 'id'): readonly Problem[] {
  return NAME.test(id) ? [] : [{ path, message: 'must be 1 to 64 letters, digits, "_" or "-"' }];
}

/** @throws {@link MisconfiguredError} Names every problem at once. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new MisconfiguredError('the alert channel', problems);
}

/** An address that alerts are sent to: `https:`, and within reach of the internet, or on this machine. */
export function urlProblems(url: string): readonly Problem[] {
  const problem = checkCallbackUrl(url, { baseUrl: url });
  return problem === undefined ? [] : [{ path: 'url', message: problem }];
}

/** Posts JSON to channels. Its connections hold no process open. */
export class JsonPoster {
  readonly #url: string;
  readonly #http: HttpClient;

  constructor(url: string, http: HttpClient = new KyHttpClient()) {
    this.#url = url;
    this.#http = http;
  }

  /** @throws {@link AlertNotDeliveredError} Any answer but 2xx. */
  async post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const { status } = await this.#http.send({
      method: 'POST',
      url: this.#url,
      headers: { 'content-type': 'application/json', ...headers },
      body,
      timeoutMs: POST_TIMEOUT_MS,
      signal,
    });
    if (status < 200 || status > 299) throw new AlertNotDeliveredError(status);
  }
}

const POST_TIMEOUT_MS = 15_000;
