/** What is typed into forms, until it is sent: kept for this tab, so that neither an error nor a reload loses it. */
export class DraftShelf {
  readonly #storage: DraftStorage;
  readonly #kept = new Map<string, unknown>();

  constructor(storage: DraftStorage) {
    this.#storage = storage;
  }

  /** The draft of a form, over what the form starts with: what was added to a form since has its own beginning. */
  read<Draft extends object>(form: string, start: Draft): Draft {
    const kept = this.#kept.get(form) ?? parsed(this.#storage.getItem(nameOf(form)));
    if (typeof kept !== 'object' || kept === null) return start;
    const fitting = Object.entries(kept).filter(
      ([name, value]) => name in start && typeof value === typeof start[name as keyof Draft],
    );
    return { ...start, ...(Object.fromEntries(fitting) as Partial<Draft>) };
  }

  keep(form: string, draft: object): void {
    this.#kept.set(form, draft);
    try {
      this.#storage.setItem(nameOf(form), JSON.stringify(draft));
    } catch {
      // A full or forbidden storage: the draft lives as long as the page.
    }
  }

  drop(form: string): void {
    this.#kept.delete(form);
    this.#storage.removeItem(nameOf(form));
  }

  /** Drops all of them: what one person typed is not shown to the next. */
  dropAll(): void {
    this.#kept.clear();
    const names = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index));
    for (const name of names) if (name?.startsWith(PREFIX) === true) this.#storage.removeItem(name);
  }
}

/** What is used of the browser's storage. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'paymux.draft.';

function nameOf(form: string): string {
  return PREFIX + form;
}

function parsed(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
