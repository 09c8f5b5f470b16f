import type { ListQuery, ObjectQuery } from '../provider/object-query.js';

/** What a shelf must know of the objects on it. */
export interface ShelvedObject {
  readonly id: string;
  readonly reference: string;
  readonly createdAt: string;
}

/** A {@link ListQuery} as JSON carries it. */
export type ListQueryOnWire = { readonly [Name in keyof ListQuery]: string | undefined } & {
  readonly cursor?: string | undefined;
};

const PAGE_SIZE = 50;

/** The objects of one kind, each under its own id and the caller's reference. */
export class FakeShelf<Item extends ShelvedObject> {
  readonly #items = new Map<string, Item>();
  readonly #kind: string;

  /** @param kind - Such as `payment`; ids are `fake-payment-1`, `fake-payment-2` … */
  constructor(kind: string) {
    this.#kind = kind;
  }

  /** The id that the next object gets. */
  nextId(): string {
    return `fake-${this.#kind}-${String(this.#items.size + 1)}`;
  }

  /** Puts an object in its place, or in that of its older self. */
  put(item: Item): Item {
    const frozen = Object.freeze(item);
    this.#items.set(item.id, frozen);
    return frozen;
  }

  find({ providerId, reference }: ObjectQuery): Item | undefined {
    if (providerId !== undefined) return this.#items.get(providerId);
    return this.all().find((item) => item.reference === reference);
  }

  /** The object with this id, else the one with this reference. */
  named(name: string): Item | undefined {
    return this.find({ providerId: name }) ?? this.find({ reference: name });
  }

  /** Oldest first. */
  all(): readonly Item[] {
    return [...this.#items.values()];
  }

  /** A page, newest first. The cursor is the id of the last object before it. */
  page(
    { createdFrom, createdTo, cursor }: ListQueryOnWire,
    matches: (item: Item) => boolean = () => true,
  ): { items: readonly Item[]; nextCursor: string | undefined } {
    const matching = this.all()
      .filter((item) => matches(item))
      .filter(({ createdAt }) => (createdFrom ?? createdAt) <= createdAt && createdAt <= (createdTo ?? createdAt))
      .reverse();
    const start = matching.findIndex(({ id }) => id === cursor) + 1;
    const items = matching.slice(start, start + PAGE_SIZE);
    const last = items.at(-1);
    return { items, nextCursor: last === matching.at(-1) ? undefined : last?.id };
  }
}
