import type { CommandHost } from '../command.js';

const WIDTH = 24;

/**
 * Shows how far long work is: one line on standard error that is written over, and only to a person at a terminal.
 */
export class Progress {
  readonly #host: CommandHost;
  readonly #what: string;
  #isShown = false;

  /** @param what - What is counted, such as `payouts checked`. */
  constructor(host: CommandHost, what: string) {
    this.#host = host;
    this.#what = what;
  }

  /** @param total - How many there are in all, where that is known. */
  show(done: number, total?: number): void {
    if (this.#host.terminal === undefined) return;
    const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
    const filled = Math.round((share ?? 0) * WIDTH);
    const bar = share === undefined ? '' : `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] `;
    const count = total === undefined ? String(done) : `${String(done)} of ${String(total)}`;
    this.#host.stderr.write(`\r\u001b[K${bar}${count} ${this.#what}`);
    this.#isShown = true;
  }

  /** Takes the line away, so that what follows stands by itself. */
  end(): void {
    if (this.#isShown) this.#host.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}
