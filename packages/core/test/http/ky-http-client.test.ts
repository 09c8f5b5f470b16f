import { KyHttpClient } from '../../src/http/ky-http-client.js';
import { describeHttpClient } from './http-client.suite.js';

describeHttpClient('KyHttpClient', (options) => new KyHttpClient(options));
