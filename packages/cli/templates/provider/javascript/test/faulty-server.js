import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { AddressInfo } from 'node:net'
 * @import { GatewayFault, GatewayFaultKind, GatewayRequest } from '@paymux/testkit'
 */

/**
 * A request as a gateway reads it; `path` is without the query.
 *
 * @typedef {{ readonly method: string; readonly path: string; readonly query: URLSearchParams;
 *   readonly headers: Headers; readonly text: string }} Call
 */

/**
 * An answer, which is sent as JSON; `headers` stand beside the content type, such as that of a next page.
 *
 * @typedef {{ readonly status: number; readonly body: object; readonly headers?: Record<string, string> }} Answer
 */

/**
 * The gateway behind a server.
 *
 * @typedef {object} Wire
 * @property {(call: Call) => Answer} answer - Lets a request take effect.
 * @property {(status: number, code: string) => Answer} refusal - A refusal in the gateway's own words.
 * @property {(answer: Answer) => Answer} aboutAnother - The same answer, about another object.
 */

/**
 * A server on a loopback port that remembers what it is asked, and fails on request.
 *
 * @typedef {object} FaultyServer
 * @property {string} baseUrl
 * @property {(fault: GatewayFault) => void} fault
 * @property {() => void} clearFaults
 * @property {() => readonly GatewayRequest[]} requests
 * @property {() => Promise<void>} close
 */

/**
 * These strike instead of the request's effect, unless `applied` says otherwise; all others after it.
 *
 * @type {ReadonlySet<GatewayFaultKind>}
 */
const INSTEAD_OF_EFFECT = new Set([
  'rate-limit',
  'server-error',
  'client-error',
  'refusal',
  'redirect',
  'reset-before',
]);

/**
 * Starts a server. It knows HTTP and faults; all else is the wire's.
 *
 * @param {Wire} wire
 * @returns {Promise<FaultyServer>}
 */
export async function startFaultyServer(wire) {
  /** @type {GatewayRequest[]} */
  const requests = [];
  /** @type {{ readonly fault: GatewayFault; left: number }[]} */
  const faults = [];

  /**
   * @param {IncomingMessage} incoming
   * @param {string} body
   * @param {ServerResponse} outgoing
   */
  function respond(incoming, body, outgoing) {
    const { method = 'GET', url = '/' } = incoming;
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const call = { method, path, query, headers, text: body };
    const planned = faults.find(({ fault, left }) => left > 0 && meets(fault, call));
    requests.push({ method, path, text: body, fault: planned?.fault.kind });
    if (planned === undefined) {
      send(outgoing, wire.answer(call));
      return;
    }
    planned.left -= 1;
    const { applied = !INSTEAD_OF_EFFECT.has(planned.fault.kind) } = planned.fault;
    fail(planned.fault, applied ? wire.answer(call) : { status: 200, body: {} }, wire, outgoing);
  }

  const server = createServer((incoming, outgoing) => {
    // What the wire throws ends the run, so that a defect shows as itself.
    text(incoming).then(
      (body) => {
        respond(incoming, body, outgoing);
      },
      () => outgoing.destroy(),
    );
  });
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    })
  );
  // A TCP server's address is an AddressInfo once it listens.
  const { port } = /** @type {AddressInfo} */ (server.address());

  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    fault(fault) {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    clearFaults() {
      faults.length = 0;
    },
    requests: () => [...requests],
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {GatewayFault} fault
 * @param {Call} call
 */
function meets({ method, path }, call) {
  const pattern = new RegExp(`^${(path ?? call.path).replaceAll('{id}', '[^/]+')}$`);
  return (method ?? call.method) === call.method && pattern.test(call.path);
}

/**
 * @param {ServerResponse} outgoing
 * @param {Answer} answer
 * @param {Record<string, string>} [more]
 */
function send(outgoing, { body, headers, status }, more = {}) {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers, ...more }).end(JSON.stringify(body));
}

/**
 * Spoils an answer.
 *
 * @param {GatewayFault} fault
 * @param {Answer} right
 * @param {Wire} wire
 * @param {ServerResponse} outgoing
 */
function fail(fault, right, wire, outgoing) {
  const { bytes = 20_000_000, delayMs = 0, kind, message = 'refused', status } = fault;
  const body = JSON.stringify(right.body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  switch (kind) {
    case 'rate-limit':
      send(outgoing, wire.refusal(status ?? 429, 'too_many_requests'), { 'retry-after': '1' });
      break;
    case 'server-error':
      send(outgoing, wire.refusal(status ?? 500, 'broken'));
      break;
    case 'refusal':
      send(outgoing, wire.refusal(status ?? 422, message));
      break;
    case 'client-error':
      outgoing.writeHead(status ?? 400).end();
      break;
    case 'redirect':
      outgoing.writeHead(status ?? 302, { location: '/elsewhere' }).end();
      break;
    case 'reset-before':
    case 'reset-after':
      outgoing.socket?.resetAndDestroy();
      break;
    case 'half-body':
      outgoing.writeHead(right.status, headers).write(body.slice(0, body.length / 2), () => outgoing.destroy());
      break;
    case 'stalled-body':
      outgoing.writeHead(right.status, headers).flushHeaders();
      break;
    case 'latency': {
      const timer = setTimeout(() => {
        send(outgoing, right);
      }, delayMs);
      outgoing.once('close', () => {
        clearTimeout(timer);
      });
      break;
    }
    case 'not-json':
      outgoing.writeHead(status ?? 200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sorry</title>');
      break;
    case 'empty-body':
      outgoing.writeHead(status ?? 200).end();
      break;
    case 'oversized':
      outgoing.writeHead(right.status, { 'content-type': 'application/json' }).end(body.padEnd(bytes));
      break;
    case 'wrong-content':
      send(outgoing, wire.aboutAnother(right));
      break;
  }
}
