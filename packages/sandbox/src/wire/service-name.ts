/** The interfaces the sandbox stands in for: TGTrack for Telegram, TGTrack for MAX, HowUsedBot. */
export type ServiceName = "tgtrack" | "tgtrack-max" | "howusedbot";

export const SERVICE_NAMES: readonly ServiceName[] = ["tgtrack", "tgtrack-max", "howusedbot"];

/** Whose bots report to a service. */
export type MessengerName = "telegram" | "max";

/** HowUsedBot is Telegram's, and told of bots in MAX only by hand. People of two messengers may have the same id. */
export function messengerOf(service: ServiceName): MessengerName {
  return service === "tgtrack-max" ? "max" : "telegram";
}

export const MESSENGER_NAMES: readonly MessengerName[] = ["telegram", "max"];

/** What a start link to a bot carries at most, in characters. */
export const MOST_CODE_CHARS: Readonly<Record<MessengerName, number>> = { telegram: 64, max: 128 };
