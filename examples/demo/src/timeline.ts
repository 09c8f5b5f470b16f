import { createColors } from 'picocolors';
import type { Step } from './story.js';

/** Writes steps as they happen, and how it ended. */
export interface Timeline {
  begin(provider: string): void;
  step(step: Step): void;
  end(result: { readonly ok: true; readonly steps: number } | { readonly ok: false; readonly error: string }): void;
}

/** For people: coloured on a terminal, plain where it is piped. */
export function readableTimeline(write: (text: string) => void, coloured: boolean): Timeline {
  const { bold, cyan, dim, green, red } = createColors(coloured);
  let number = 0;
  return {
    begin: (provider) => {
      write(`\n${bold('Paymux')} ${dim('on')} ${cyan(provider)}\n\n`);
    },
    step: ({ facts, title }) => {
      number += 1;
      write(`${green('✓')} ${dim(String(number).padStart(2))} ${bold(title)}\n`);
      for (const [name, value] of Object.entries(facts)) write(`       ${dim(name.padEnd(24))} ${value}\n`);
    },
    end: (result) => {
      write(
        result.ok
          ? `\n${green(`All ${String(result.steps)} steps happened.`)}\n`
          : `${red('✗')} ${bold('This step did not happen')}\n       ${result.error}\n`,
      );
    },
  };
}

/** For machines: one JSON object a line. */
export function jsonTimeline(write: (text: string) => void): Timeline {
  const line = (value: object): void => {
    write(`${JSON.stringify(value)}\n`);
  };
  return {
    begin: (provider) => {
      line({ event: 'begin', provider });
    },
    step: (step) => {
      line({ event: 'step', ...step });
    },
    end: (result) => {
      line({ event: 'end', ...result });
    },
  };
}
