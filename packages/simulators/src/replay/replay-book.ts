import { compareRequest, type ReceivedRequest } from './compare-request.js';
import type { Meanings } from './placeholders.js';
import type { Recording } from './recorded-exchange.js';

/** The recorded call that a request is, and what placeholders stand for in it. */
export interface FoundRecording {
  readonly recording: Recording;
  readonly meanings: Meanings;
}

/** A recorded call that a request is not. */
export interface NearRecording {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  /** The first place where they differ, without the values. */
  readonly difference: string;
}

const NEAREST = 3;

/** The recorded calls, each given out in its turn. */
export class ReplayBook {
  readonly #calls: readonly Recording[];
  readonly #given = new Set<Recording>();

  constructor(recordings: readonly Recording[]) {
    this.#calls = recordings.filter(({ kind }) => kind === 'call');
  }

  /**
   * The recording of a request: of several the next in recorded order, and the
   * last one again and again. Those that take fewer placeholders to match come first.
   */
  find(request: ReceivedRequest): FoundRecording | readonly NearRecording[] {
    const compared = this.#calls.map((recording) => ({ recording, ...compareRequest(recording.request, request) }));
    const alike = compared.filter(({ difference }) => difference === undefined);
    const fewest = Math.min(...alike.map(({ meanings }) => meanings.size));
    const best = alike.filter(({ meanings }) => meanings.size === fewest);
    const found = best.find(({ recording }) => !this.#given.has(recording)) ?? best.at(-1);
    if (found !== undefined) {
      this.#given.add(found.recording);
      return found;
    }
    return compared
      .map((item) => ({ ...item, common: commonSegments(item.recording.request.path, request.path) }))
      .sort((left, right) => right.likeness - left.likeness || right.common - left.common)
      .slice(0, NEAREST)
      .map(
        ({
          recording: {
            file,
            request: { method, path },
          },
          difference = '',
        }) => ({ file, method, path, difference }),
      );
  }
}

function commonSegments(left: string, right: string): number {
  const others = right.split('/');
  const index = left.split('/').findIndex((segment, place) => segment !== others[place]);
  return index === -1 ? others.length : index;
}
