import type { Tracker, TrackerFlavor } from "@bot-tracker/grammy";
import type { Bot, Context } from "grammy";

/** What the bot answers. It is the same in every Worker. */
export function addHandlers(bot: Bot<Context & TrackerFlavor>, tracker: Tracker): void {
  bot.command("start", (ctx) => ctx.reply(`start ${ctx.tracker.start?.payload ?? "without payload"}`));
  bot.command("buy", async (ctx) => {
    void ctx.tracker.trackEvent("sale", { amount: 1500, result: "success" });
    await ctx.reply("bought");
  });
  bot.command("whence", async (ctx) => {
    const info = await ctx.tracker.getUserInfo();
    await ctx.reply(`whence ${JSON.stringify(info)}`);
  });
  bot.command("broadcast", async (ctx) => {
    for (const id of ctx.match.split(" ")) await bot.api.sendMessage(id, "news").catch(() => {});
    await ctx.reply("sent");
  });
  bot.command("ledger", (ctx) => ctx.reply(`ledger ${JSON.stringify(tracker.ledger())}`));
}
