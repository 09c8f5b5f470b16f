import { silentTelemetry, type Telemetry } from './telemetry.js';

/** Telemetry that says of every call and webhook by which account it goes. */
export function telemetryOf(account: string, telemetry: Telemetry): Telemetry {
  if (telemetry === silentTelemetry) return telemetry;
  return {
    startCall: (call) => telemetry.startCall({ ...call, account }),
    webhook: (verification) => {
      telemetry.webhook({ ...verification, account });
    },
  };
}
