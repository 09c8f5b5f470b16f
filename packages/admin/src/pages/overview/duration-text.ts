const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** How long something took, in its largest fitting unit. */
export function durationText(ms: number, locale: string): string {
  const [unit, length] = UNITS.find(([, each]) => ms >= each) ?? ['second', 1000];
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
  return format.format(ms / length);
}
