// A process that runs one program: `node run-program.js <module> <quick|full>`, under a parent that listens.
import type { GoalContext, GoalProgram } from './goal.js';
import type { ProgramMessage } from './messages.js';

const QUICK = { quick: true, rounds: 7, turnMs: 120 };
const FULL = { quick: false, rounds: 9, turnMs: 600 };

function say(message: ProgramMessage): void {
  process.send?.(message);
}

const [module = '', mode = 'full'] = process.argv.slice(2);
const context: GoalContext = {
  ...(mode === 'quick' ? QUICK : FULL),
  progress: (line) => say({ kind: 'progress', line }),
  result: (result) => say({ kind: 'result', result }),
  series: (series) => say({ kind: 'series', series }),
};
try {
  const { measure } = (await import(module)) as { readonly measure: GoalProgram };
  await measure(context);
} catch (error) {
  say({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
process.disconnect();
