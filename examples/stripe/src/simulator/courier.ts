import { createHmac } from 'node:crypto';

/** A webhook as it was sent, and the status of its answer; `undefined` if there was none, or nowhere to send it. */
export interface StripeDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | undefined;
}

/** Signs events and sends them. */
export class Courier {
  readonly deliveries: StripeDelivery[] = [];
  /** Newest first; while an endpoint's secret is rolled, each signs. */
  secrets: readonly string[];
  url: string | undefined;
  readonly #clock: { now(): Date };
  #latest: Promise<void> = Promise.resolve();

  constructor(clock: { now(): Date }, secrets: readonly string[]) {
    this.#clock = clock;
    this.secrets = secrets;
  }

  /** Sends a body. Webhooks go out one after the other. */
  send(body: string): void {
    const time = String(Math.floor(this.#clock.now().getTime() / 1000));
    const digests = this.secrets.map((secret) => createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
    const elements = [`t=${time}`, ...digests.map((digest) => `v1=${digest}`)];
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': elements.join(',') };
    const { url } = this;
    const delivery = { headers, body, status: undefined as number | undefined };
    this.deliveries.push(delivery);
    if (url === undefined) return;
    this.#latest = this.#latest.then(async () => {
      delivery.status = await fetch(url, { method: 'POST', headers, body }).then(
        ({ status }) => status,
        () => undefined,
      );
    });
  }

  /** Whatever is on its way arrives. */
  async idle(): Promise<void> {
    await this.#latest;
  }
}
