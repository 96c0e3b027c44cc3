// A bot needs one import: the whole engine is re-exported.
export * from "@bot-tracker/core";
export type { TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
export type { GrammyBot, GrammyContext } from "./grammy-framework.ts";
export { type GrammyTrackerOptions, tracker } from "./tracker.ts";
