/**
 * Which packages of this workspace a package may import.
 *
 * @typedef {object} Direction
 * @property {readonly string[]} sources - By its sources.
 * @property {readonly string[]} [types] - By its sources, types alone.
 * @property {readonly string[]} [tests] - By its tests, on top of the above.
 * @property {boolean} [isBundled] - Its build takes in what it imports of others: nothing is left to be installed.
 */

const CORE = '@paymux/core';
const PROTOCOL = '@paymux/merchant-sign';
const ADAPTERS = ['@paymux/cryptomus', '@paymux/heleket', '@paymux/molam'];
const ORCHESTRATION = '@paymux/orchestration';
const STORE = '@paymux/store';
const COMPOSITION = 'paymux';
const SIMULATORS = '@paymux/simulators';
const SERVER = '@paymux/server';
const ADMIN = '@paymux/admin';
const POSTGRES = '@paymux/postgres-server';
const TEST_HELP = ['@paymux/testkit', SIMULATORS];

/** Everything that is published. The command line is a program and no library. */
const LIBRARIES = [CORE, PROTOCOL, ...ADAPTERS, ORCHESTRATION, STORE, COMPOSITION, SERVER, ...TEST_HELP];

/**
 * The direction of imports, by package name; a package that is not listed fails the check.
 * An adapter never imports another, nor a simulator an adapter or its protocol.
 *
 * @type {Readonly<Record<string, Direction>>}
 */
export const IMPORT_DIRECTIONS = {
  [CORE]: { sources: [] },
  [PROTOCOL]: { sources: [CORE], tests: ['@paymux/testkit'] },
  ...Object.fromEntries(ADAPTERS.map((adapter) => [adapter, { sources: [CORE, PROTOCOL], tests: TEST_HELP }])),
  '@paymux/molam': { sources: [CORE], tests: TEST_HELP },
  [ORCHESTRATION]: { sources: [CORE] },
  [STORE]: { sources: [CORE, ORCHESTRATION], tests: TEST_HELP },
  [COMPOSITION]: { sources: [CORE, PROTOCOL, ...ADAPTERS, ORCHESTRATION, STORE], tests: TEST_HELP },
  [SIMULATORS]: { sources: [], types: [CORE], tests: ['@paymux/testkit'] },
  '@paymux/testkit': { sources: [CORE, ORCHESTRATION] },
  [SERVER]: { sources: [CORE, ORCHESTRATION, COMPOSITION, ADMIN], tests: [STORE, ...TEST_HELP] },
  [ADMIN]: { sources: [], types: [ORCHESTRATION], tests: [SERVER, SIMULATORS], isBundled: true },
  '@paymux/cli': {
    // Of the adapters, what signs webhooks as their providers do.
    sources: [CORE, ...ADAPTERS, ORCHESTRATION, STORE, COMPOSITION, SERVER, SIMULATORS],
    tests: TEST_HELP,
  },
  '@paymux/create-provider': { sources: ['@paymux/cli'] },
  [POSTGRES]: { sources: [] },
  '@paymux/simulation': { sources: [...LIBRARIES, POSTGRES] },
  '@paymux/bench': { sources: [...LIBRARIES, POSTGRES] },
};

/** What every folder under `examples/` may import. @type {Direction} */
export const EXAMPLE_DIRECTION = { sources: LIBRARIES };
