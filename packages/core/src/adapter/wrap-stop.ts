import type { BotHooks } from "./bot-hooks.ts";
import { wrapMethod } from "./wrap-method.ts";

interface Thenable {
  then(onValue: (value: unknown) => unknown): unknown;
}

/**
 * Sends what waits when the bot stops, while the framework ends its last poll. A `stop` that returns a promise also waits
 * for that, and for what that poll has brought, so `await bot.stop(); process.exit()` loses nothing; one that returns
 * nothing is not delayed.
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
          // Telegraf throws for a bot that runs by webhook, but the bot is stopping anyway.
          void hooks.stopping();
          throw error;
        }
        void hooks.stopping();
        if (typeof (result as Thenable | null | undefined)?.then !== "function") return result;
        return (result as Thenable).then((value) => hooks.stopping().then(() => value));
      },
  );
}
