import { isatty } from 'node:tty';
import { DEMO_PROVIDERS } from './demo-provider.js';
import { tell } from './story.js';
import { jsonTimeline, readableTimeline } from './timeline.js';

const USAGE = `Plays one payment and one payout against a local provider.

  npm run demo              a readable timeline
  npm run demo -- --json    one JSON object a line

The variable PROVIDER names the provider: ${Object.keys(DEMO_PROVIDERS).join(', ')}.
`;

/** Exit codes: 0 every step happened, 1 one did not, 2 the command was not understood. */
async function main(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const unknown = args.filter((argument) => argument !== '--json');
  const name = environment['PROVIDER'] || 'cryptomus';
  const start = Object.hasOwn(DEMO_PROVIDERS, name) ? DEMO_PROVIDERS[name] : undefined;
  if (unknown.length > 0 || start === undefined) {
    const problem = unknown.length > 0 ? `Unknown: ${unknown.join(' ')}` : `There is no provider "${name}".`;
    process.stderr.write(`${problem}\n\n${USAGE}`);
    return 2;
  }

  const write = (text: string): void => void process.stdout.write(text);
  const coloured = isatty(process.stdout.fd) && !environment['NO_COLOR'];
  const timeline = args.includes('--json') ? jsonTimeline(write) : readableTimeline(write, coloured);
  timeline.begin(name);
  const provider = await start();
  let steps = 0;
  try {
    for await (const step of tell(provider)) {
      timeline.step(step);
      steps += 1;
    }
    timeline.end({ ok: true, steps });
    return 0;
  } catch (error) {
    timeline.end({ ok: false, error: error instanceof Error ? error.message : String(error) });
    return 1;
  } finally {
    await provider.close();
  }
}

process.exitCode = await main(process.argv.slice(2), process.env);
