import type { Command } from "commander";
import { CliError, type ExitCode } from "../cli-error.ts";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { ownerOf, withOutbox } from "../outboxes/bot-outbox.ts";
import { withOutboxes } from "../outboxes/with-outboxes.ts";
import { printJson, printText } from "../print.ts";
import { count } from "../text/count.ts";

/** What one outbox forgot. */
interface Purged {
  bot: string;
  sandbox: boolean;
  /** Where it is in Redis. */
  redis?: string;
  /** Deliveries. */
  purged: number;
}

export function addPurgeUser(program: Command, { ports, action }: CommandContext): void {
  addCommonOptions(program.command("purge-user <id>"))
    .summary("forget a person")
    .description(
      "Forgets a person in every outbox of the folder, and with --redis in Redis: what waits, what is dead, what is remembered. Deliveries that go " +
        "are counted as purged. What the services have already is theirs to delete.",
    )
    .action(
      action(async (id: string, options: CommonOptions): Promise<ExitCode> => {
        if (!/^\d+$/.test(id)) throw new CliError("The user's id must be a whole number, such as 123456789.", 2);
        const settings = toSettings(options, ports.env);
        const bots: Purged[] = [];
        // The files come first: what was moved from them to Redis meanwhile is forgotten there.
        await withOutboxes(settings, async (outboxes) => {
          for (const outbox of outboxes) {
            const { bot, sandbox, place } = outbox;
            const purged = await withOutbox(outbox, (opened) => opened.purgeUser(id, ports.nowMs()));
            bots.push({ bot, sandbox, ...(place.kind === "redis" && { redis: place.address }), purged });
          }
        });
        if (settings.json) printJson(ports, { userId: id, bots });
        else printText(ports, bots.map((bot) => sentence(bot, id)).join("\n"));
        return 0;
      }),
    );
}

function sentence({ redis, purged, ...bot }: Purged, id: string): string {
  const where = redis === undefined ? ownerOf(bot) : `${ownerOf(bot)} in Redis`;
  return `Bot ${where}: user ${id} is forgotten, and ${count(purged, "delivery", "deliveries")} with them.`;
}
