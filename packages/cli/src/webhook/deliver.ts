import { CommandFailedError } from '../command.js';
import { EXIT_CODE } from '../exit-code.js';
import type { SignedDelivery } from './sign-delivery.js';

const WAIT_MS = 15_000;

/**
 * Delivers a webhook, once, and follows no redirect: providers do not either.
 *
 * @throws {@link CommandFailedError} Nobody answers there.
 */
export async function deliver(url: string, { body, headers }: SignedDelivery): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (cause) {
    throw new CommandFailedError(`Nobody answers at ${url}. Does the service run, and on that port?`, {
      exitCode: EXIT_CODE.notSent,
      cause,
    });
  }
}
