// All of an adapter's parts that are the same on every runtime.

export type { BotHooks, CallFailure } from "./adapter/bot-hooks.ts";
export type { AdapterOptions, TrackerMiddleware } from "./adapter/create-adapter.ts";
export type { Framework } from "./adapter/framework.ts";
export { observeCall } from "./adapter/observe-call.ts";
export { type AnyMethod, wrapMethod } from "./adapter/wrap-method.ts";
export { wrapStop } from "./adapter/wrap-stop.ts";
export { wrapUpdates } from "./adapter/wrap-updates.ts";
export type { AskMessenger, CallWatch } from "./messenger/call-watch.ts";
export type { Messenger } from "./messenger/messenger.ts";
export type { MessengerId } from "./messenger/messenger-id.ts";
export { isAbortSignal } from "./support/is-abort-signal.ts";
export { hasFunctions } from "./support/option-rules.ts";
export { withOwnErrors } from "./support/with-own-errors.ts";
export { telegram } from "./telegram/telegram.ts";
