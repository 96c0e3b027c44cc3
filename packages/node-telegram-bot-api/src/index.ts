// A bot needs one import: the whole engine is re-exported.
export * from "@bot-tracker/core";
export type { TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
export { type AttachOptions, attach } from "./attach.ts";
export type { BotLike, ContextLike } from "./bot-framework.ts";
export type { LegacyBot } from "./legacy-framework.ts";
export { type BotTrackerOptions, tracker } from "./tracker.ts";
export { trackerOf } from "./tracker-of.ts";
