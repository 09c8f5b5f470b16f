// What a program of a document finds outside while it runs: simulators in place of the providers, and nothing else.
import dns from 'node:dns';
import { Server } from 'node:net';

/**
 * Finds out which simulator stands in for a provider.
 *
 * @callback Route
 * @param {Headers} headers - Those of the request: they say whose account it is.
 * @returns {Promise<string>} The simulator's base URL.
 */

/** @type {Map<string, Route>} */
const routes = new Map();
const fetchInside = globalThis.fetch;

/**
 * Leads requests to a provider's host elsewhere.
 *
 * @param {string} host
 * @param {Route} route
 */
export function lead(host, route) {
  routes.set(host, route);
}

/**
 * @param {string | URL | Request} input
 * @param {RequestInit} init
 * @returns {Promise<Response>}
 */
async function fetchOutside(input, init = {}) {
  const url = new URL(input instanceof Request ? input.url : input);
  if (isHere(url.hostname)) return fetchInside(input, init);
  const route = routes.get(url.hostname);
  if (route === undefined) throw new TypeError('fetch failed', { cause: notFound(url.hostname) });
  const request = new Request(input, withoutDispatcher(init));
  const target = new URL(url.pathname + url.search, await route(request.headers));
  const body = init.body ?? (request.body === null ? undefined : new Uint8Array(await request.arrayBuffer()));
  return fetchInside(target, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    signal: request.signal,
    ...(body !== undefined && { body }),
  });
}
Object.assign(globalThis, { fetch: fetchOutside });

/** The pool of connections is the real host's. @param {RequestInit} init */
function withoutDispatcher(init) {
  return Object.fromEntries(Object.entries(init).filter(([name]) => name !== 'dispatcher'));
}

/** @param {string} host */
function isHere(host) {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127\./.test(host);
}

/** @param {string} host */
function notFound(host) {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
}

// No name leads off this machine.
const { lookup } = dns;
Object.assign(dns, {
  /** @param {string} host @param {unknown[]} rest */
  lookup(host, ...rest) {
    const answer = /** @type {(error: Error) => void} */ (rest.at(-1));
    if (isHere(host)) return Reflect.apply(lookup, dns, [host, ...rest]);
    process.nextTick(() => answer(notFound(host)));
    return {};
  },
});

// Programs name ports, and several run at once: each gets a free one, on this machine alone.
const { listen } = Server.prototype;
Object.assign(Server.prototype, {
  /** @this {Server} @param {unknown[]} args */
  listen(...args) {
    const callback = args.findLast((each) => typeof each === 'function');
    const [first] = args;
    const isPath = typeof first === 'string' || (typeof first === 'object' && first !== null && 'path' in first);
    if (isPath) return Reflect.apply(listen, this, args);
    return Reflect.apply(listen, this, [{ host: '127.0.0.1', port: 0 }, callback]);
  },
});

// A program that is started as a process of its own is told where to go.
const told = /** @type {Readonly<Record<string, string>>} */ (
  /** @type {unknown} */ (JSON.parse(process.env['BLOCKS_OUTSIDE'] ?? '{}'))
);
for (const [host, baseUrl] of Object.entries(told)) {
  lead(host, () => Promise.resolve(baseUrl));
}
