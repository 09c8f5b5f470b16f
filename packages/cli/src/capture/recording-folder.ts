import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedExchange } from '@paymux/simulators';

const NUMBERED = /^(\d{4,})-.*\.json$/;
const LONGEST_PLACE = 60;

/** A folder of recordings, to which new ones are added under the next numbers. */
export class RecordingFolder {
  readonly #path: string;
  /** One more than the highest placeholder in the folder: no placeholder means two things. */
  readonly firstPlaceholder: number;
  #lastNumber: number;

  /** Makes the folder if there is none. @throws Error of the file system if it cannot be read and written. */
  constructor(path: string) {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    this.#path = path;
    const files = readdirSync(path).filter((name) => NUMBERED.test(name));
    this.#lastNumber = Math.max(0, ...files.map((name) => Number(NUMBERED.exec(name)?.[1])));
    const placeholders = files.flatMap((name) => [
      ...readFileSync(join(path, name), 'utf8').matchAll(/\[redacted-(\d{1,9})\]/g),
    ]);
    this.firstPlaceholder = placeholders.reduce((highest, [, number]) => Math.max(highest, Number(number)), 0) + 1;
  }

  /** Takes the next number, so that files are in the order in which requests came. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Writes one exchange, never over another file, and answers the file's name. */
  write(number: number, exchange: RecordedExchange): string {
    const { method, path } = exchange.request;
    const prefix = exchange.kind === 'webhook' ? 'webhook-' : '';
    const place = path
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, LONGEST_PLACE);
    const name = `${prefix}${method.toLowerCase()}${place}`.replace(/-$/, '');
    const file = `${String(number).padStart(4, '0')}-${name}.json`;
    writeFileSync(join(this.#path, file), `${JSON.stringify(exchange, undefined, 2)}\n`, { flag: 'wx' });
    return file;
  }
}
