import { TgtrackClient, TgtrackError } from "@bot-tracker/core";
import type { ConfiguredService } from "../../services/configured-service.ts";
import { warning } from "../check.ts";
import type { Probe } from "../probe.ts";
import { PROBE_TIMEOUT_MS, type ServiceProbe, type Verdict } from "./service-probe.ts";

/** A service account of Telegram's that never starts a bot, so TGTrack knows nobody by this id. */
const NOBODY = "777000";

/** Asks TGTrack for somebody it does not know; for MAX bots, about the key itself. */
export function tgtrackProbe(platform: "telegram" | "max"): ServiceProbe {
  return {
    ask: async ({ settings, url }: ConfiguredService, transport: Probe): Promise<Verdict | undefined> => {
      const apiKey = settings["apiKey"] ?? "";
      const client = new TgtrackClient({ apiKey, platform, url, transport, timeoutMs: PROBE_TIMEOUT_MS });
      try {
        if (platform === "telegram") await client.getUserInfo({ userId: NOBODY });
        else if ((await client.getTokenInfo()).isValid === false) return { kind: "bad-key" };
        return { kind: "works" };
      } catch (error) {
        if (!(error instanceof TgtrackError)) return undefined;
        // It looked for the person, so it accepted the key.
        if (error.errorCode === 405) return { kind: "works" };
        return { kind: "refused", code: error.errorCode, text: error.message };
      }
    },
    otherRefusal: (name, text) =>
      warning(name, text, "This does not tell whether the key is right. Check the service's own pages."),
  };
}
