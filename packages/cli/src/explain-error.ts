import { CommandFailedError } from './command.js';
import { EXIT_CODE, type ExitCode } from './exit-code.js';

interface Explanation {
  readonly exitCode: ExitCode;
  /** Whether money may have moved, and what to do next. */
  readonly next: string;
}

/** Where the outcome alone says too little, or the exit code is another than its. */
const BY_CODE: Readonly<Record<string, Explanation>> = {
  invalid_request: { exitCode: EXIT_CODE.usage, next: 'No money moved. Mend what is named, and run it again.' },
  misconfigured: {
    exitCode: EXIT_CODE.usage,
    next: 'No money moved. Mend the configuration; "paymux doctor" looks at all of it.',
  },
  unsupported_operation: {
    exitCode: EXIT_CODE.usage,
    next: 'No money moved. Choose an account whose provider can do it.',
  },
  idempotency_conflict: {
    exitCode: EXIT_CODE.refused,
    next: 'No money moved because of this command. What the reference stands for already, "show" tells.',
  },
  not_covered: { exitCode: EXIT_CODE.refused, next: 'No money moved.' },
  payout_state: { exitCode: EXIT_CODE.refused, next: 'Nothing was changed. "paymux payout show" tells how it stands.' },
  webhook_refused: { exitCode: EXIT_CODE.refused, next: 'Nothing was changed.' },
};

const BY_OUTCOME: Readonly<Record<'not_sent' | 'rejected' | 'unknown', Explanation>> = {
  not_sent: {
    exitCode: EXIT_CODE.notSent,
    next: 'Nothing was sent, so no money moved. Run the same command again later.',
  },
  rejected: { exitCode: EXIT_CODE.refused, next: 'The provider refused it, so no money moved.' },
  unknown: {
    exitCode: EXIT_CODE.unknown,
    next: 'Money may have moved. Look it up under the same reference with "show"; never ask again under another one.',
  },
};

/**
 * Turns what these packages throw on purpose into a message that says what happened, whether money may have moved, and
 * what to do next. Anything else is thrown as it is: it is a mistake in the program.
 */
export async function explainError(error: unknown): Promise<CommandFailedError> {
  if (error instanceof CommandFailedError) return error;
  // Whoever threw one has loaded it.
  const { PaymentsError } = await import('@paymux/core');
  if (!PaymentsError.isInstance(error)) throw error;
  const { exitCode, next } = BY_CODE[error.code] ?? BY_OUTCOME[error.outcome];
  const whose = error.provider === undefined ? '' : ` (${error.provider})`;
  return new CommandFailedError(`${error.message}${whose}\n${next}`, { exitCode, cause: error });
}
