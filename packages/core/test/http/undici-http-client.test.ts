import { UndiciHttpClient } from '../../src/http/undici-http-client.js';
import { describeHttpClient } from './http-client.suite.js';

describeHttpClient('UndiciHttpClient', (options) => new UndiciHttpClient(options));
