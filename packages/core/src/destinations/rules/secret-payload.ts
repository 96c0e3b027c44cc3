import type { StartPayloadKind } from "../../messenger/signal.ts";

/**
 * Whether a start's payload must not leave the bot: the bot's filter names it, or the messenger itself put it there, so
 * that it is no ad's. A filter that fails must not let a secret out.
 */
export function isSecretPayload(
  { payload, payloadKind }: { payload: string; payloadKind: StartPayloadKind },
  ignorePayload: (payload: string) => boolean,
): boolean {
  if (payload === "") return false;
  if (payloadKind === "messenger") return true;
  try {
    return ignorePayload(payload);
  } catch {
    return true;
  }
}
