// A bot needs one import: the whole engine is re-exported, with MAX's own in the place of Telegram's.
export * from "@bot-tracker/core";
export { maxStartLink as startLink } from "@bot-tracker/core";
export type { TrackerMiddleware } from "@bot-tracker/core/adapter-kit";
export {
  maxCommands as commands,
  maxContactShared as contactShared,
  maxPayments as payments,
  maxSubscriptions as subscriptions,
} from "@bot-tracker/core/max-kit";
export { createTracker } from "./create-tracker.ts";
export type { MaxBot, MaxContext } from "./max-framework.ts";
export { type MaxTrackerOptions, tracker } from "./tracker.ts";
