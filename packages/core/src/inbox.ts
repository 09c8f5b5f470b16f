export { restoreVerifiedEvent } from './webhook/verified-events.js';
