import type { CallStart, Telemetry, WebhookVerification } from './telemetry.js';

/** Telemetry that makes figures of all that it is told, for whoever keeps them. */
export function figuresOf(
  measure: NonNullable<Telemetry['measure']>,
): Pick<Required<Telemetry>, 'startCall' | 'webhook' | 'startWork' | 'measure'> {
  return {
    measure,
    startCall({ provider, operation, account, mutating }: CallStart) {
      const subject = { provider, operation, account, mutating };
      return {
        attempt({ number, status, failure }) {
          measure('paymux.attempts', 1, { ...subject, status, failure });
          if (number > 1) measure('paymux.retries', 1, subject);
        },
        end({ outcome, code, attempts, durationMs }) {
          const result = { ...subject, outcome, code };
          measure('paymux.calls', 1, result);
          measure('paymux.call.duration', durationMs / 1000, result);
          if (outcome !== 'ok' && attempts > 1) measure('paymux.retries.exhausted', 1, result);
        },
      };
    },
    webhook({ provider, account, accepted, reason, recipe, keyId }: WebhookVerification) {
      measure('paymux.webhooks', 1, {
        provider,
        account,
        accepted,
        reason,
        recipe,
        // Only who holds the secret chooses the name of a key that is counted.
        keyId: accepted ? keyId : undefined,
      });
    },
    startWork({ name: work, account, waitedMs }) {
      if (waitedMs !== undefined) measure('paymux.work.wait', Math.max(0, waitedMs) / 1000, { work });
      return {
        within: (task) => {
          task();
        },
        end({ outcome, code, durationMs }) {
          measure('paymux.work.duration', durationMs / 1000, { work, account, outcome, code });
        },
      };
    },
  };
}
