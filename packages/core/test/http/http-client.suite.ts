import { describe } from 'vitest';
import { describeAnswers } from './answers.suite.js';
import { describeConnections } from './connections.suite.js';
import { describeFailures } from './failures.suite.js';
import { describeHooks } from './hooks.suite.js';
import { describeOwnRules } from './own-rules.suite.js';
import { describeSecrecy } from './secrecy.suite.js';
import type { CreateClient } from './suite-tools.js';
import { describeTls } from './tls.suite.js';

/** Everything that an HTTP client promises, proven over real connections. */
export function describeHttpClient(name: string, createClient: CreateClient): void {
  describe(name, () => {
    describe('answers', () => describeAnswers(createClient));
    describe('failures', () => describeFailures(createClient));
    describe('connections', () => describeConnections(createClient));
    describe('TLS', () => describeTls(createClient));
    describe('rules of our own', () => describeOwnRules(createClient));
    describe('hooks', () => describeHooks(createClient));
    describe('secrecy', () => describeSecrecy(createClient));
  });
}
