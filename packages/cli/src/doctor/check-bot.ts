import { type BotOutbox, ownerOf } from "../outboxes/bot-outbox.ts";
import { findOutboxes } from "../outboxes/outbox-files.ts";
import type { Settings } from "../settings.ts";
import { type Check, problem, skipped } from "./check.ts";

type Owner = Pick<BotOutbox, "bot" | "sandbox">;

/** Whether there is anything to look at, and the bot of `--bot` has an outbox where others have one. */
export function checkBot(
  { folder, bot }: Pick<Settings, "folder" | "bot">,
  outboxes: readonly Owner[],
  inRedis: readonly Owner[],
): Check[] {
  if (outboxes.length > 0) return [];
  const others = [...findOutboxes({ folder, bot: undefined }), ...inRedis];
  if (others.length === 0) {
    const message = `Not checked: there is none in ${folder} yet.`;
    return [
      skipped(
        "Outbox",
        message,
        "The bot creates it when it starts. If it has been started, name its folder with --dir.",
      ),
    ];
  }
  const message = `Bot ${bot} has no outbox here; found: ${others.map(ownerOf).join(", ")}.`;
  return [problem("Outbox", message, "Name one of these with --bot, or the bot's folder with --dir.")];
}
