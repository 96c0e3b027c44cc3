import type { BotHooks } from "./bot-hooks.ts";
import { wrapMethod } from "./wrap-method.ts";

interface Thenable {
  then(onValue: (value: unknown) => unknown): unknown;
}

/**
 * Has a stopping bot send what it can. A `stop` that returns a promise takes longer by at most the flush, so that
 * `await bot.stop(); process.exit()` loses nothing; one that returns nothing is not kept waiting.
 */
export function wrapStop(bot: object, name: string, hooks: BotHooks): void {
  wrapMethod(
    bot,
    name,
    (original) =>
      function (this: unknown, ...args) {
        let result: unknown;
        try {
          result = original.apply(this, args);
        } catch (error) {
          // Telegraf throws for a bot that runs by webhook, which is stopping all the same.
          void hooks.stopping();
          throw error;
        }
        if (typeof (result as Thenable | null | undefined)?.then === "function") {
          return (result as Thenable).then((value) => hooks.stopping().then(() => value));
        }
        void hooks.stopping();
        return result;
      },
  );
}
