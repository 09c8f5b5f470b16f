export {
  createScriptedHttpClient,
  type ScriptedHttpClient,
  type ScriptedResponse,
  type ScriptedStep,
} from './http/scripted-http-client.js';
export { createRecordingLogger, type RecordedEvent, type RecordingLogger } from './logging/recording-logger.js';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './time/fake-clock.js';
export { createSeededRandom } from './time/seeded-random.js';
