import { register } from 'node:module';
import { text } from 'node:stream/consumers';
import type { ConformanceOptions } from './conformance/conformance-options.js';
import type { PlantedRun, PlantedRunReport } from './planted-run.js';

const run = JSON.parse(await text(process.stdin)) as PlantedRun;
register('./planted-bug-loader.js', import.meta.url, { data: run.sources });
// Only from here on are modules replaced, those of the suite itself included.
const { LOADED_MARK } = await import('./planted-run.js');
const { runConformance } = await import('./conformance/run-conformance.js');
// What a failed case leaves open must not keep the process alive.
process.stdout.write(JSON.stringify(await report()), () => process.exit());

async function report(): Promise<PlantedRunReport> {
  const loaded = (): boolean => LOADED_MARK in globalThis;
  let options: ConformanceOptions;
  try {
    const module = (await import(run.suite)) as Readonly<Record<string, ConformanceOptions>>;
    options = module[run.name] as ConformanceOptions;
    const results = await runConformance(options, { bail: true, only: run.cases });
    const ran = results.filter(({ outcome }) => outcome !== 'not_applicable');
    const failed = ran.filter(({ outcome }) => outcome === 'failed' || outcome === 'deviation_stale');
    return { failed: failed.map(({ id }) => id), ran: ran.length, loaded: loaded() };
  } catch (error) {
    // A bug that keeps the account from being connected at all is caught before the first case.
    if (loaded()) return { failed: [`connecting: ${String(error)}`], ran: 0, loaded: true };
    throw error;
  }
}
