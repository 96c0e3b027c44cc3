/**
 * For the adapter of MAX, beside adapter-kit.ts: a bot in Telegram loads nothing of it. Bots do not need it, and it may
 * change in minor versions.
 */
export { maxCommands } from "./max/auto-events/max-commands.ts";
export { maxContactShared } from "./max/auto-events/max-contact-shared.ts";
export { maxPayments, maxSubscriptions } from "./max/auto-events/max-has-none.ts";
export { max } from "./max/max.ts";
