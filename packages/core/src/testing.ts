export type { FakeTransfer } from './fake/fake-books.js';
export type { FakeControl, ForgedFakeWebhook } from './fake/fake-control.js';
export type { FakeDelivery, FakeDeliveryAttempt, FakeWebhookHandler } from './fake/fake-courier.js';
export type { FakeFault, FakeFaultKind } from './fake/fake-faults.js';
export type { FakeRequest } from './fake/fake-gateway.js';
export {
  createFakeProvider,
  type FakeProvider,
  type FakeProviderDependencies,
  type FakeProviderOptions,
} from './fake/fake-provider.js';
export {
  createScriptedHttpClient,
  type ScriptedHttpClient,
  type ScriptedResponse,
  type ScriptedStep,
} from './http/scripted-http-client.js';
export { createRecordingLogger, type RecordedEvent, type RecordingLogger } from './logging/recording-logger.js';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './time/fake-clock.js';
export { createSeededRandom } from './time/seeded-random.js';
