import type { JsonObject } from '../json/encode-json.js';

const REQUEST_FAULT_KINDS: readonly RequestFaultKind[] = [
  'latency',
  'rate-limit',
  'server-error',
  'client-error',
  'refusal',
  'reset-before',
  'reset-after',
  'half-body',
  'stalled-body',
  'not-json',
  'empty-body',
  'redirect',
  'oversized',
  'wrong-content',
];

const WEBHOOK_FAULT_KINDS: readonly WebhookFaultKind[] = [
  'webhook-dropped',
  'webhook-duplicated',
  'webhook-late',
  'webhook-reordered',
];

/**
 * What can go wrong with an answer.
 *
 * | kind | what the caller sees | takes effect unless `applied` says otherwise |
 * | --- | --- | --- |
 * | `latency` | the right answer, `delayMs` later | yes |
 * | `rate-limit` | 429 with `Retry-After` | no |
 * | `server-error` | 500, or `status`, with the provider's own body | no |
 * | `client-error` | 400, or `status`, without a body | no |
 * | `refusal` | 422 with `message` in the provider's envelope | no |
 * | `reset-before` | connection reset; nothing happened | no |
 * | `reset-after` | connection reset; everything happened | yes |
 * | `half-body` | headers, half of the body, then a cut connection | yes |
 * | `stalled-body` | headers, then nothing more | yes |
 * | `not-json` | 200, or `status`, with an HTML page | yes |
 * | `empty-body` | 200, or `status`, with no body | yes |
 * | `redirect` | 302, or `status`, to another path | no |
 * | `oversized` | the right answer, padded to `bytes` | yes |
 * | `wrong-content` | an answer about another object, or with `replace` in its result | yes |
 */
export type RequestFaultKind =
  | 'latency'
  | 'rate-limit'
  | 'server-error'
  | 'client-error'
  | 'refusal'
  | 'reset-before'
  | 'reset-after'
  | 'half-body'
  | 'stalled-body'
  | 'not-json'
  | 'empty-body'
  | 'redirect'
  | 'oversized'
  | 'wrong-content';

/**
 * What can go wrong with a webhook.
 *
 * - `webhook-dropped`: it is never sent.
 * - `webhook-duplicated`: it is sent `copies` times.
 * - `webhook-late`: it is sent `delayMs` later, by the simulator's clock.
 * - `webhook-reordered`: it is sent right after the next one.
 */
export type WebhookFaultKind = 'webhook-dropped' | 'webhook-duplicated' | 'webhook-late' | 'webhook-reordered';

/** A fault for requests to the provider's interface. */
export interface RequestFault {
  readonly kind: RequestFaultKind;
  /** Only requests to this path, such as `/v1/payout`; `{id}` stands for any one segment. All of them when absent. */
  readonly path?: string | undefined;
  /** Only requests with this method, such as `POST`. All of them when absent. */
  readonly method?: string | undefined;
  /** How many requests it meets. @defaultValue `1` */
  readonly times?: number | undefined;
  /** How many matching requests pass unharmed first. @defaultValue `0` */
  readonly after?: number | undefined;
  /** Whether the request takes effect before the fault strikes. The default depends on the kind. */
  readonly applied?: boolean | undefined;
  /** HTTP status to answer with, where the kind answers. */
  readonly status?: number | undefined;
  /** For `latency`, in real milliseconds whatever the clock; for others, a wait before the fault. */
  readonly delayMs?: number | undefined;
  /** For `rate-limit`: the `Retry-After` header. @defaultValue `1` */
  readonly retryAfterSeconds?: number | undefined;
  /** For `refusal`: the provider's text. */
  readonly message?: string | undefined;
  /** For `redirect`: the `Location` header. */
  readonly location?: string | undefined;
  /** For `oversized`: the size of the body. @defaultValue `20_000_000` */
  readonly bytes?: number | undefined;
  /** For `wrong-content`: members of the result and what to put there. */
  readonly replace?: JsonObject | undefined;
}

/** A fault for webhooks. */
export interface WebhookFault {
  readonly kind: WebhookFaultKind;
  /** Always `webhook`; may be left out. */
  readonly path?: 'webhook' | undefined;
  /** Only webhooks of this type, such as `payout`. All of them when absent. */
  readonly type?: string | undefined;
  /** How many webhooks it meets. @defaultValue `1` */
  readonly times?: number | undefined;
  /** How many matching webhooks pass unharmed first. @defaultValue `0` */
  readonly after?: number | undefined;
  /** For `webhook-late`. @defaultValue `60_000` */
  readonly delayMs?: number | undefined;
  /** For `webhook-duplicated`: how often it is sent in all. @defaultValue `2` */
  readonly copies?: number | undefined;
}

/** Anything that can be made to go wrong. */
export type Fault = RequestFault | WebhookFault;

interface PlannedFault<Kind extends Fault> {
  readonly fault: Kind;
  toPass: number;
  toMeet: number;
}

/** The faults still to come. Each strikes as often as it was asked to, in the order they were planned. */
export class FaultPlan {
  readonly #requestFaults: PlannedFault<RequestFault>[] = [];
  readonly #webhookFaults: PlannedFault<WebhookFault>[] = [];

  /** @throws RangeError for a kind that does not exist, or counts that mean nothing. */
  add(fault: Fault): void {
    const toPass = countOf(fault.after ?? 0, 'after', 0);
    const toMeet = countOf(fault.times ?? 1, 'times', 1);
    if (isRequestFault(fault)) this.#requestFaults.push({ fault, toPass, toMeet });
    else if (WEBHOOK_FAULT_KINDS.includes(fault.kind)) this.#webhookFaults.push({ fault, toPass, toMeet });
    else {
      const kinds = [...REQUEST_FAULT_KINDS, ...WEBHOOK_FAULT_KINDS].join(', ');
      throw new RangeError(`There is no fault of kind "${fault.kind}". The kinds are ${kinds}.`);
    }
  }

  clear(): void {
    this.#requestFaults.length = 0;
    this.#webhookFaults.length = 0;
  }

  /** The faults that have not struck as often as they should. */
  pending(): readonly Fault[] {
    return [...this.#requestFaults, ...this.#webhookFaults].map(({ fault, toMeet }) => ({ ...fault, times: toMeet }));
  }

  /** The fault that meets a request to `path`, which counts as met by asking. */
  forRequest(path: string, method: string): RequestFault | undefined {
    return take(
      this.#requestFaults,
      (fault) =>
        (fault.path === undefined || pathMatches(fault.path, path)) &&
        (fault.method === undefined || fault.method === method),
    );
  }

  /** The fault that meets a webhook of `type`, which counts as met by asking. */
  forWebhook(type: string): WebhookFault | undefined {
    return take(this.#webhookFaults, (fault) => fault.type === undefined || fault.type === type);
  }
}

function pathMatches(pattern: string, path: string): boolean {
  const segments = path.split('/');
  const wanted = pattern.split('/');
  return (
    wanted.length === segments.length &&
    wanted.every((segment, index) => /^\{\w+\}$/.test(segment) || segment === segments[index])
  );
}

function isRequestFault(fault: Fault): fault is RequestFault {
  return REQUEST_FAULT_KINDS.some((kind) => kind === fault.kind);
}

function take<Kind extends Fault>(planned: PlannedFault<Kind>[], matches: (fault: Kind) => boolean): Kind | undefined {
  for (const entry of planned) {
    if (!matches(entry.fault)) continue;
    if (entry.toPass > 0) {
      entry.toPass -= 1;
      continue;
    }
    entry.toMeet -= 1;
    if (entry.toMeet <= 0) planned.splice(planned.indexOf(entry), 1);
    return entry.fault;
  }
  return undefined;
}

function countOf(value: number, name: string, smallest: number): number {
  if (!Number.isInteger(value) || value < smallest) {
    throw new RangeError(`A fault's "${name}" is a whole number from ${String(smallest)}.`);
  }
  return value;
}
