/** What figures are told for: days, weeks from Monday on, or months. */
export type PeriodLength = 'day' | 'week' | 'month';

const DAY_MS = 86_400_000;

/** Names the day, week or month of an instant, as the calendar of a place has it. */
export class PeriodCalendar {
  readonly #format: Intl.DateTimeFormat;
  readonly #length: PeriodLength;

  /** @throws RangeError There is no such time zone. */
  constructor(length: PeriodLength, timeZone: string) {
    this.#length = length;
    this.#format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** `2026-03-01` for a day, that of its Monday for a week, `2026-03` for a month. */
  nameOf(instant: Date): string {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const day = `${parts.get('year')?.padStart(4, '0') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
    if (this.#length === 'day') return day;
    if (this.#length === 'month') return day.slice(0, 7);
    const date = new Date(`${day}T00:00:00Z`);
    return isoDay(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS);
  }

  /** The names of all periods from the one of `from` to the last before `before`, at most `most` and one. */
  names(from: Date, before: Date, most: number): readonly string[] {
    if (from >= before) return [];
    const last = this.nameOf(new Date(before.getTime() - 1));
    const names = [this.nameOf(from)];
    for (let name = names[0] ?? last; name < last && names.length <= most; names.push(name)) name = this.#after(name);
    return names;
  }

  #after(name: string): string {
    if (this.#length !== 'month') {
      return isoDay(new Date(`${name}T00:00:00Z`).getTime() + (this.#length === 'week' ? 7 : 1) * DAY_MS);
    }
    const date = new Date(`${name}-01T00:00:00Z`);
    date.setUTCMonth(date.getUTCMonth() + 1);
    return isoDay(date.getTime()).slice(0, 7);
  }
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
