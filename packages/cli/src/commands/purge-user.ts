import type { Command } from "commander";
import { CliError, type ExitCode } from "../cli-error.ts";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { ownerOf, withOutbox } from "../outboxes/bot-outbox.ts";
import { withOutboxes } from "../outboxes/with-outboxes.ts";
import { printJson, printText } from "../print.ts";
import { count } from "../text/count.ts";

/** What one outbox removed. */
interface Purged {
  bot: string;
  sandbox: boolean;
  /** Where the outbox is, if it is in Redis. */
  redis?: string;
  /** Deliveries. */
  purged: number;
  /** Where something of the person may still stand. */
  left: readonly string[];
}

export function addPurgeUser(program: Command, { ports, action }: CommandContext): void {
  addCommonOptions(program.command("purge-user <id>"))
    .summary("forget a person")
    .description(
      "Forgets a person in every outbox in the folder and, with --redis, in Redis: pending deliveries, dead letters, " +
        "everything remembered, and their bytes in the files. Removed deliveries are counted as purged. Ends with 1 where " +
        "something may still name the person, and says where. What the services already have is theirs to delete.",
    )
    .action(
      action(async (id: string, options: CommonOptions): Promise<ExitCode> => {
        if (!/^\d+$/.test(id)) throw new CliError("The user's id must be an integer, such as 123456789.", 2);
        const settings = toSettings(options, ports);
        const bots: Purged[] = [];
        // Files first: whatever moves from them to Redis in the meantime is then purged there.
        await withOutboxes(settings, async (outboxes) => {
          for (const outbox of outboxes) {
            const { bot, sandbox, place } = outbox;
            const result = await withOutbox(outbox, (opened) => opened.purgeUser(id));
            bots.push({ bot, sandbox, ...(place.kind === "redis" && { redis: place.address }), ...result });
          }
        });
        if (settings.json) printJson(ports, { userId: id, bots });
        else printText(ports, bots.map((bot) => sentence(bot, id)).join("\n"));
        return bots.every(({ left }) => left.length === 0) ? 0 : 1;
      }),
    );
}

function sentence({ redis, purged, left, ...bot }: Purged, id: string): string {
  const where = redis === undefined ? ownerOf(bot) : `${ownerOf(bot)} in Redis`;
  const forgotten = `Bot ${where}: user ${id} is forgotten, ${count(purged, "delivery", "deliveries")} removed.`;
  return [forgotten, ...left].join("\n");
}
