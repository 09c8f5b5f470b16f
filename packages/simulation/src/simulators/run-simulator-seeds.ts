import { systemClock, UndiciHttpClient } from '@paymux/core';
import type { SeedResult } from '../run-seeds.js';
import { judgeSchedule } from './judge-schedule.js';
import { runSchedule } from './run-schedule.js';
import type { ScheduleBug } from './schedule-bugs.js';
import { SharedAccounts } from './shared-accounts.js';
import { startThreeSimulators } from './three-simulators.js';

/** Simulators keep all that happened, and look through it, so that new ones take over after so many seeds. */
const SEEDS_PER_START = 100;

/** Runs schedules over three real simulators, one after the other, and judges each. */
export async function* runSimulatorSeeds(seeds: readonly number[], bug?: ScheduleBug): AsyncGenerator<SeedResult> {
  const client = new UndiciHttpClient();
  try {
    for (let at = 0; at < seeds.length; at += SEEDS_PER_START) {
      const simulators = await startThreeSimulators();
      const accounts = await SharedAccounts.of(simulators, { clock: systemClock, wire: client });
      try {
        for (const seed of seeds.slice(at, at + SEEDS_PER_START)) {
          const outcome = await runSchedule(seed, simulators, { client, accounts }, bug);
          const { crashes, requests: events } = outcome;
          yield { seed, regime: 'three simulators', ...judgeSchedule(outcome), crashes, events };
        }
      } finally {
        await accounts.close();
        await simulators.close();
      }
    }
  } finally {
    await client.close();
  }
}
