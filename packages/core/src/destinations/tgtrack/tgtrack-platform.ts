import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { MessengerId } from "../../messenger/messenger-id.ts";
import { checkServiceUrl } from "../service-options.ts";

/** Which messenger's bots a key is for. TGTrack has an API of its own for each. */
export type TgtrackPlatform = MessengerId;

/** TGTrack's documented addresses, without the key. */
export const TGTRACK_URLS: Readonly<Record<TgtrackPlatform, string>> = {
  telegram: "https://bot-api.tgtrack.ru/v1",
  max: "https://max.tgtrack.ru/API/bot-api/v1",
};

/** The methods that only one of the platforms has, by TGTrack's "not applicable". Any other method is on both. */
const ONLY_ON: ReadonlyMap<string, TgtrackPlatform> = new Map([
  ["on_telegram_webhook", "telegram"],
  ["my_bot_was_started", "telegram"],
  ["my_bot_was_stopped", "telegram"],
  ["my_bothelp_was_started", "telegram"],
  ["win_win_was_started", "telegram"],
  ["sambot_on_tg_webhook", "telegram"],
  ["on_toolsy_event", "telegram"],
  ["on_send_pulse_event", "telegram"],
  ["get_user_last_transition", "max"],
  ["get_token_info", "max"],
  ["set_default_chat_link", "max"],
]);

const PLATFORM_NAMES: Readonly<Record<TgtrackPlatform, string>> = { telegram: "Telegram", max: "MAX" };

/** Why a method cannot be called for a platform's bots, or undefined. */
export function platformProblem(platform: TgtrackPlatform, method: string): string | undefined {
  const only = ONLY_ON.get(method);
  if (only === undefined || only === platform) return undefined;
  return `it exists for ${PLATFORM_NAMES[only]} bots only, and this key is for a ${PLATFORM_NAMES[platform]} bot`;
}

/**
 * Checks the address. On TGTrack's own hosts it must also be the right one: with the other platform's, or with a part
 * of the path left out, every call would fail. Any other host (a sandbox, a proxy) has paths of its own.
 */
export function tgtrackUrl(platform: TgtrackPlatform, url: string | undefined, apiKey: string): string {
  if (platform !== "telegram" && platform !== "max") {
    throw new TrackerConfigError('platform must be "telegram" or "max".');
  }
  const documented = TGTRACK_URLS[platform];
  const checked = checkServiceUrl("TGTrack's url", url ?? documented, apiKey);
  const { host } = new URL(checked);
  const other: TgtrackPlatform = platform === "max" ? "telegram" : "max";
  if (host === new URL(TGTRACK_URLS[other]).host) {
    throw new TrackerConfigError(
      `TGTrack's url for ${PLATFORM_NAMES[platform]} bots is ${documented}, got the one for ` +
        `${PLATFORM_NAMES[other]} bots. Leave url out, or set platform to "${other}".`,
    );
  }
  // Without the version's number, which may grow.
  if (host === new URL(documented).host && !checked.startsWith(documented.replace(/\d+$/, ""))) {
    throw new TrackerConfigError(
      `TGTrack's url for ${PLATFORM_NAMES[platform]} bots is ${documented}, got another path on its host. ` +
        "Leave url out, or give that one.",
    );
  }
  return checked;
}
