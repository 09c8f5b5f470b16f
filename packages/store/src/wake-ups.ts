/** Those who wait for work. */
export class WakeUps {
  readonly #waiting = new Set<() => void>();

  get anybody(): boolean {
    return this.#waiting.size > 0;
  }

  /** Resolves at the next {@link wake}, or once `signal` is aborted. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
