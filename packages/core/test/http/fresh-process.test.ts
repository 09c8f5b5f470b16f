import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { answer, type Behaviour } from './misbehaving-server.js';
import { certificate, fixture, serve } from './suite-tools.js';

const CORE = new URL('../../dist/index.js', import.meta.url).href;
const CLIENTS = ['KyHttpClient', 'UndiciHttpClient'];

const echo: Behaviour = (socket, { headers, body }) => {
  answer(
    200,
    JSON.stringify({ headers: headers.filter((header) => !header.startsWith('host')), body: body.toString() }),
  )(socket, { line: '', headers, body, connection: 0 });
};

/** Runs a program in a process of its own, and answers the JSON it printed. */
async function run(program: string, environment: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const options = { env: { ...process.env, ...environment } };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], options);
  return JSON.parse(stdout) as unknown;
}

/** The source of a program that uses both clients once. */
function useBothClients(origin: string): string {
  return `
    const core = await import(${JSON.stringify(CORE)});
    for (const Client of [core.KyHttpClient, core.UndiciHttpClient]) {
      const client = new Client();
      await client.send({ method: 'POST', url: '${origin}', headers: {}, body: 'x', timeoutMs: 5000 });
      await client.close();
    }`;
}

/** The source of a program that prints what the built-in \`fetch\` does with requests that undici 7 treats otherwise. */
function useFetch(origin: string): string {
  return `
    const seen = [];
    for (const init of [{}, { method: 'POST', body: 'a', headers: { 'content-length': '1' } }]) {
      seen.push(await fetch('${origin}', init).then((response) => response.json(), (error) => error.cause.message));
    }
    console.log(JSON.stringify(seen));`;
}

/** The source of a program that sends one request, trusting the authority of the tests, and prints what became of it. */
function sendOnce(client: string, origin: string): string {
  return `
    const { ${client}: Client } = await import(${JSON.stringify(CORE)});
    const client = new Client({ ca: ${JSON.stringify(fixture('test-authority.pem').toString())} });
    await client.send({ method: 'GET', url: '${origin}', headers: {}, timeoutMs: 5000 })
      .then(({ status }) => console.log(status), (error) => console.log(JSON.stringify(error.failure)));`;
}

// Each test starts processes, which a busy machine may take seconds for.
describe('the built package in a process of its own', { timeout: 60_000 }, () => {
  test('leaves the built-in fetch as it is in a process without us', async () => {
    const { origin } = await serve(echo);
    const without = await run(useFetch(origin));
    expect(await run(`await import(${JSON.stringify(CORE)}); ${useFetch(origin)}`)).toEqual(without);
    expect(await run(useBothClients(origin) + useFetch(origin))).toEqual(without);
  });

  test('leaves the very dispatcher in place that was behind the built-in fetch', async () => {
    const { origin } = await serve(echo);
    const seen = await run(`
      await fetch('${origin}').then((response) => response.text());
      const dispatchers = () => Object.getOwnPropertySymbols(globalThis)
        .filter((key) => String(key).includes('undici')).map((key) => globalThis[key]);
      const [before, builtIn] = [dispatchers(), fetch];
      ${useBothClients(origin)}
      const after = dispatchers();
      console.log(JSON.stringify({
        some: before.length > 0,
        same: after.length === before.length && after.every((each, index) => each === before[index]) && fetch === builtIn,
      }));`);
    expect(seen).toEqual({ some: true, same: true });
  });

  test('loads undici with the first request and no earlier', async () => {
    const { origin } = await serve(echo);
    const seen = await run(`
      import { createRequire } from 'node:module';
      await import(${JSON.stringify(CORE)});
      const { cache } = createRequire(${JSON.stringify(CORE)});
      const loaded = () => Object.keys(cache).some((path) => path.includes('undici'));
      const onImport = loaded();
      ${useBothClients(origin)}
      console.log(JSON.stringify({ onImport, onUse: loaded() }));`);
    expect(seen).toEqual({ onImport: false, onUse: true });
  });

  describe.each(CLIENTS)('%s', (client) => {
    test.each(['self-signed', 'expired', 'wrong-host'] as const)(
      'refuses a certificate that is %s even where the environment switches verification off',
      async (name) => {
        const server = await serve(answer(200), { tls: certificate(name) });
        expect(
          await run(sendOnce(client, server.origin), { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }),
        ).toBe('tls_refused');
        expect(server.requests).toHaveLength(0);
      },
    );

    test('refuses a server that speaks no TLS newer than 1.1 even where the environment allows it', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const server = await serve(answer(200), { tls: { ...certificate('valid'), ...old } });
      const environment = { NODE_OPTIONS: '--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0' };
      expect(await run(sendOnce(client, server.origin), environment)).toBe('tls_refused');
    });

    test('holds the process open neither with idle connections nor with a deadline that is over', async () => {
      const server = await serve(answer(200));
      const program = `
        const { ${client} } = await import(${JSON.stringify(CORE)});
        const client = new ${client}();
        await client.send({ method: 'GET', url: '${server.origin}', headers: {}, timeoutMs: 60_000 });
        // One turn for what ends with the answer.
        await new Promise(setImmediate);
        const held = process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout/.test(name));
        console.log(JSON.stringify(held));`;
      expect(await run(program)).toEqual([]);
    });
  });
});
