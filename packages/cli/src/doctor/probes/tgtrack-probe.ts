import { TgtrackClient, TgtrackError, type TgtrackTokenInfo } from "@bot-tracker/core";
import { printable } from "@bot-tracker/core/outbox-kit";
import type { ConfiguredService } from "../../services/configured-service.ts";
import { warning } from "../check.ts";
import type { Probe } from "../probe.ts";
import { PROBE_TIMEOUT_MS, type ServiceProbe, type Verdict } from "./service-probe.ts";

/** A service account of Telegram's that never starts a bot, so TGTrack knows nobody by this id. */
const NOBODY = "777000";

/** Asks TGTrack for somebody it does not know; for MAX bots, about the key itself. */
export const tgtrackProbe: ServiceProbe = {
  ask: async ({ settings, url, messenger }: ConfiguredService, transport: Probe): Promise<Verdict | undefined> => {
    const apiKey = settings["apiKey"] ?? "";
    const client = new TgtrackClient({ apiKey, platform: messenger, url, transport, timeoutMs: PROBE_TIMEOUT_MS });
    try {
      if (messenger === "max") return judgeToken(await client.getTokenInfo());
      await client.getUserInfo({ userId: NOBODY });
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

/** TGTrack says since when there is the key and whether it is good, and nothing of an end. */
function judgeToken({ isValid, tokenDate, chatTitle }: TgtrackTokenInfo): Verdict {
  if (isValid === false) return { kind: "bad-key" };
  const since = typeof tokenDate === "number" && tokenDate > 0 ? day(tokenDate) : undefined;
  const whose = typeof chatTitle === "string" && chatTitle !== "" ? ` for ${JSON.stringify(printable(chatTitle))}` : "";
  const made = since === undefined ? "" : ` It was made on ${since}${whose}.`;
  return { kind: "works", note: `${made} TGTrack says that it is good, and names no day on which that ends.` };
}

function day(unixSeconds: number): string | undefined {
  const date = new Date(unixSeconds * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}
