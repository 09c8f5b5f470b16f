import { describe, expect, test } from 'vitest';
import { FlightControl } from './flight-control.js';

function after(tookMs: number, writes: number, most = 4): number {
  const flights = new FlightControl(most);
  for (let statement = 0; statement < 100; statement += 1) flights.note(tookMs, writes);
  return flights.allowed;
}

describe('statements under way', () => {
  test('are one where commits take as long as their computing', () => {
    expect(after(0.4, 1)).toBe(1);
    expect(after(1.4, 64)).toBe(1);
  });

  test('are more where commits wait for the disk or the network', () => {
    expect(after(1.3, 8)).toBe(2);
    expect(after(2.5, 16)).toBe(4);
  });

  test('are never more than connections', () => {
    expect(after(50, 1)).toBe(4);
    expect(after(50, 1, 1)).toBe(1);
  });

  test('are one before anything is known, and follow what changes', () => {
    const flights = new FlightControl(4);
    expect(flights.allowed).toBe(1);
    for (let statement = 0; statement < 50; statement += 1) flights.note(5, 1);
    expect(flights.allowed).toBe(4);
    for (let statement = 0; statement < 50; statement += 1) flights.note(0.2, 1);
    expect(flights.allowed).toBe(1);
  });
});
