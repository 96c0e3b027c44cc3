/** The interfaces the sandbox stands in for: TGTrack for Telegram, TGTrack for MAX, HowUsedBot. */
export type ServiceName = "tgtrack" | "tgtrack-max" | "howusedbot";

export const SERVICE_NAMES: readonly ServiceName[] = ["tgtrack", "tgtrack-max", "howusedbot"];
