// A resolve hook: what a block of a document imports is looked up as from any package that lists it.
import { pathToFileURL } from 'node:url';
import { listPackages } from '../workspace.mjs';

const places = listPackages().map(({ path }) => pathToFileURL(`${path}/block.mjs`).href);

/**
 * @param {string} specifier
 * @param {{ parentURL?: string }} context
 * @param {(specifier: string, context?: object) => Promise<{ url: string }>} next
 * @returns {Promise<{ url: string }>}
 */
export async function resolve(specifier, context, next) {
  const isBare = !/^(?:node:|\.|\/|file:|data:)/.test(specifier);
  // The programs, and what stands around them.
  const isOurs = /\/(?:blocks-of-|tools\/blocks\/)/.test(context.parentURL ?? '');
  if (!isBare || !isOurs) return next(specifier, context);
  /** @type {unknown} */
  let reason;
  for (const parentURL of places) {
    try {
      return await next(specifier, { ...context, parentURL });
    } catch (error) {
      reason ??= error;
    }
  }
  throw reason;
}
