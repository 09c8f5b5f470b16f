import { type HttpClient, type HttpRequest, type HttpResponse, TransportError } from '@paymux/core';
import type { RequestFault } from '@paymux/simulators';
import { HARMLESS, LISTED, OTHER, type FaultSchedule, type WireFault } from './fault-schedule.js';
import { ACCOUNTS, type AccountName, type ThreeSimulators } from './three-simulators.js';

/** One request that opens something, as the wire knows it. */
export interface Opening {
  readonly account: AccountName;
  readonly fault: WireFault;
  /** Whether whoever sent it can know that it had no effect. */
  readonly isHarmless: boolean;
}

/** Stands in for the machine that died: nothing comes back from it. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** The wire between one system and the simulators, with the faults of one schedule. */
export class FaultyWire implements HttpClient {
  readonly openings: Opening[] = [];
  readonly #simulators: ThreeSimulators;
  readonly #client: HttpClient;
  #faults: readonly WireFault[];
  #otherFaults: readonly WireFault[];
  #die: () => void = () => undefined;
  #epoch = 0;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(schedule: FaultSchedule, simulators: ThreeSimulators, client: HttpClient) {
    this.#simulators = simulators;
    this.#client = client;
    this.#faults = schedule.faults;
    this.#otherFaults = schedule.otherFaults;
  }

  /** How often a process died. */
  get crashes(): number {
    return this.#epoch;
  }

  /** Does the work of a process. @throws {@link ProcessDied} It died of it. */
  async living<Result>(work: () => Promise<Result>): Promise<Result> {
    const died = new Promise<never>((_resolve, reject) => {
      this.#die = () => {
        this.#epoch += 1;
        reject(new ProcessDied());
      };
    });
    return Promise.race([work(), died]);
  }

  /** No more faults from now on. */
  calm(): void {
    this.#faults = [];
    this.#otherFaults = [];
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    const epoch = this.#epoch;
    // One after the other: a fault that is planned meets the request that it is for.
    const sent = this.#busy.then(() => (this.#epoch === epoch ? this.#send(request) : undefined));
    this.#busy = sent.catch(() => undefined);
    // What died waits for nothing any more.
    return new Promise((resolve, reject) => {
      sent.then(
        (answer) => {
          if (this.#epoch === epoch && answer !== undefined) resolve(answer);
        },
        (error: unknown) => {
          if (this.#epoch === epoch) reject(error instanceof Error ? error : new TypeError(String(error)));
        },
      );
    });
  }

  async #send(request: HttpRequest): Promise<HttpResponse | undefined> {
    const account = ACCOUNTS.find((name) => request.url.startsWith(this.#simulators.accounts[name].baseUrl));
    if (account === undefined) throw new TypeError(`nobody is at ${request.url}`);
    const { pathname, search } = new URL(request.url);
    const isNew = isOpening(request.method, pathname);
    const fault = this.#next(isNew);
    if (isNew) this.openings.push({ account, fault, isHarmless: HARMLESS.has(fault) });
    const { control } = this.#simulators.accounts[account];
    if (fault === 'none') return this.#client.send(request);
    if (fault === 'connection-refused') {
      return this.#client.send({ ...request, url: `${this.#simulators.deadOrigin}${pathname}${search}` });
    }
    if (fault === 'lost-after' || fault === 'crash-after') await this.#client.send(request);
    if (fault === 'lost-before' || fault === 'lost-after') throw new TransportError('timeout');
    if (fault === 'crash-before' || fault === 'crash-after') {
      this.#die();
      return undefined;
    }
    control.fault(faultOfSimulator(fault));
    return this.#client.send(request);
  }

  #next(isNew: boolean): WireFault {
    const [fault = 'none', ...left] = isNew ? this.#faults : this.#otherFaults;
    if (isNew) this.#faults = left;
    else this.#otherFaults = left;
    return fault;
  }
}

/** Whether a request is for something new. */
export function isOpening(method: string, path: string): boolean {
  return method === 'POST' && /\/(payment|payout|payment_intents|payouts)$/.test(path);
}

type SimulatorFault = Exclude<
  WireFault,
  'none' | 'connection-refused' | 'lost-before' | 'lost-after' | 'crash-before' | 'crash-after'
>;

/** The fault, in the words of a simulator. */
function faultOfSimulator(fault: SimulatorFault): RequestFault {
  if (fault === 'listed-refusal') return { kind: 'refusal', message: LISTED };
  if (fault === 'other-refusal') return { kind: 'refusal', message: OTHER };
  if (fault === 'server-error-after') return { kind: 'server-error', applied: true };
  return { kind: fault };
}
