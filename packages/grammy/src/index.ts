// A bot needs one import: everything of the engine comes along.
export * from "@bot-tracker/core";
export type { TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
export type { GrammyBot, GrammyContext } from "./grammy-framework.ts";
export { type GrammyTrackerOptions, tracker } from "./tracker.ts";
