import type { Signal, StartSignal } from "./signal.ts";

/** Describes a signal for `debug`. A payload that `ignorePayload` hides is not shown. */
export function describeSignal(signal: Signal, isSecretPayload: (start: StartSignal) => boolean): string {
  switch (signal.kind) {
    case "start": {
      const { user, payload, payloadKind } = signal;
      if (payload === "") return `start of user ${user.id} without a payload`;
      const shown = isSecretPayload(signal)
        ? "a payload that ignorePayload hides"
        : `payload ${JSON.stringify(payload)}`;
      return `start of user ${user.id}, ${shown} (${payloadKind})`;
    }
    case "ignored":
      return `skipped, ${signal.reason}`;
    default:
      return `${signal.kind} of user ${signal.userId}`;
  }
}
