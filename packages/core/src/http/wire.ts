export { AnswerReader } from './answer-reader.js';
export { ConnectionPools } from './connection-pools.js';
export { ExactDispatcher, toDispatchOptions } from './exact-dispatcher.js';
