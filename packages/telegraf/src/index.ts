// A bot needs one import: the whole engine is re-exported.
export * from "@bot-tracker/core";
export type { TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
export type { TelegrafBot, TelegrafContext } from "./telegraf-framework.ts";
export { type TelegrafTrackerOptions, tracker } from "./tracker.ts";
