import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listEntries } from './entry-sizes.mjs';

/** It is imported by a runner of tests, which a program of its own is not. */
const FOR_RUNNERS = '@paymux/testkit/vitest';

const files = Object.entries(listEntries()).flatMap(([name, file]) => (name === FOR_RUNNERS ? [] : [file]));
const importAll = files.map((file) => `await import(${JSON.stringify(pathToFileURL(file).href)});`).join('\n');
const core = JSON.stringify(pathToFileURL(listEntries()['@paymux/core'] ?? '').href);

/** @param {string} origin */
const useBothTransports = (origin) => `
  const { KyHttpClient, UndiciHttpClient } = await import(${core});
  for (const Client of [KyHttpClient, UndiciHttpClient]) {
    const client = new Client();
    await client.send({ method: 'POST', url: '${origin}', headers: {}, body: 'x', timeoutMs: 20_000 });
    await client.close();
  }`;

/**
 * The source of a program that prints what the built-in `fetch` does with requests that other versions treat otherwise.
 *
 * @param {string} origin
 */
const useFetch = (origin) => `
  const seen = [];
  for (const init of [{}, { method: 'POST', body: 'a', headers: { 'content-length': '1' } }]) {
    seen.push(await fetch('${origin}', init).then((response) => response.json(), (error) => error.cause.message));
  }
  console.log(JSON.stringify(seen));`;

/** @param {string} program */
async function run(program) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return /** @type {unknown} */ (JSON.parse(stdout));
}

/** @param {(origin: string) => Promise<void>} work */
async function withServer(work) {
  const server = createServer((request, response) => {
    const headers = request.rawHeaders.filter((_, index) => request.rawHeaders[index - 1]?.toLowerCase() !== 'host');
    request.resume().on('end', () => response.end(JSON.stringify({ method: request.method, headers })));
  });
  await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    await work(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('the built-in fetch behaves as it does without us, with every entry imported and both transports used', async () => {
  await withServer(async (origin) => {
    const without = await run(useFetch(origin));

    expect(files.length).toBeGreaterThan(25);
    expect(await run(importAll + useFetch(origin))).toEqual(without);
    expect(await run(importAll + useBothTransports(origin) + useFetch(origin))).toEqual(without);
  });
});

test('the dispatcher behind the built-in fetch stays the same object', async () => {
  await withServer(async (origin) => {
    const seen = await run(`
      await fetch('${origin}').then((response) => response.text());
      const dispatchers = () => Object.getOwnPropertySymbols(globalThis)
        .filter((key) => String(key).includes('undici')).map((key) => globalThis[key]);
      const [before, builtIn] = [dispatchers(), fetch];
      ${importAll}
      ${useBothTransports(origin)}
      const after = dispatchers();
      console.log(JSON.stringify({
        some: before.length > 0,
        same: after.length === before.length && after.every((each, index) => each === before[index]) && fetch === builtIn,
      }));`);

    expect(seen).toEqual({ some: true, same: true });
  });
});
