import type { BotHooks } from "./bot-hooks.ts";
import { wrapMethod } from "./wrap-method.ts";

/** Shows every update to the tracker before the bot's method that handles it, the update being its first argument. */
export function wrapUpdates(bot: object, name: string, hooks: BotHooks): void {
  wrapMethod(
    bot,
    name,
    (original) =>
      function (this: unknown, ...args) {
        hooks.updateReceived(args[0]);
        return original.apply(this, args);
      },
  );
}
