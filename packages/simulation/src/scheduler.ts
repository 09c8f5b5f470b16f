interface Planned {
  readonly time: number;
  readonly tie: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/**
 * Virtual time. One event happens after another, each followed by everything that the language runs because of it, so
 * that the order of events is the only freedom, and the seed picks it.
 */
export class Scheduler {
  readonly #heap: Planned[] = [];
  readonly #tie: () => number;
  readonly #settled: () => Promise<void>;
  #now: number;
  #order = 0;
  /** How many events happened. */
  events = 0;

  /**
   * @param tie - Chooses among events of the same instant.
   * @param settled - Resolves once everything that the last event led to has happened.
   */
  constructor(start: number, tie: () => number, settled: () => Promise<void>) {
    this.#now = start;
    this.#tie = tie;
    this.#settled = settled;
  }

  get now(): number {
    return this.#now;
  }

  /** Plans an event. The function that it returns calls it off. */
  after(ms: number, run: () => void): () => void {
    this.#order += 1;
    const planned: Planned = { time: this.#now + Math.max(0, ms), tie: this.#tie(), order: this.#order, run };
    this.#push(planned);
    return () => {
      planned.run = undefined;
    };
  }

  /** Lets events happen until there is none before `end`, or `isOver` says so. */
  async runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      await this.#settled();
      while (this.#heap[0] !== undefined && this.#heap[0].run === undefined) this.#pop();
      const next = this.#heap[0];
      if (next?.run === undefined || next.time > end || isOver()) return;
      this.#pop();
      this.#now = Math.max(this.#now, next.time);
      this.events += 1;
      next.run();
    }
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    heap.push(planned);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(planned, heap[parent])) break;
      heap[index] = heap[parent] as Planned;
      index = parent;
    }
    heap[index] = planned;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right] as Planned, heap[left]) ? right : left;
      if (!isBefore(heap[child] as Planned, last)) break;
      heap[index] = heap[child] as Planned;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(one: Planned, other: Planned | undefined): boolean {
  if (other === undefined) return false;
  if (one.time !== other.time) return one.time < other.time;
  return one.tie === other.tie ? one.order < other.order : one.tie < other.tie;
}
