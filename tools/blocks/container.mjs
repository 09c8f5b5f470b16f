import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TOKENS } from '../../packages/core/dist/inversify.js';
import { ROOT } from '../workspace.mjs';

/** The container belongs to the packages, and not to the tools. */
const packages = createRequire(join(ROOT, 'packages/core/package.json'));

/**
 * What makes the container of an application with one account.
 *
 * @param {{ id: string, provider: object }} account
 * @returns {Promise<() => unknown>}
 */
export async function createPaymuxContainer(account) {
  await import(pathToFileURL(packages.resolve('reflect-metadata')).href);
  const { Container } =
    /** @type {{ Container: new () => { bind(token: unknown): { toConstantValue(value: unknown): void } } }} */ (
      await import(pathToFileURL(packages.resolve('inversify')).href)
    );
  const container = new Container();
  container.bind(TOKENS.ProviderAccount).toConstantValue(account);
  return () => container;
}
