import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../cli-world.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { expectOutboxes, ownerOf, withOutbox } from "../outboxes/outbox-files.ts";
import { printJson, printText } from "../print.ts";
import { count } from "../text/count.ts";

export function addPurgeUser(program: Command, { world, action }: CommandContext): void {
  addCommonOptions(program.command("purge-user <id>"))
    .summary("forget a person")
    .description(
      "Forgets a person in every outbox of the folder: what waits, what is dead, what is remembered. Deliveries that go " +
        "are counted as purged. What the services have already is theirs to delete.",
    )
    .action(
      action((id: string, options: CommonOptions) => {
        if (!/^\d+$/.test(id)) throw new CliError("The user's id must be a whole number, such as 123456789.", 2);
        const settings = toSettings(options, world.env);
        const bots = expectOutboxes(settings).map((outbox) => ({
          bot: outbox.bot,
          sandbox: outbox.sandbox,
          purged: withOutbox(outbox, (file) => file.purgeUser(id, world.nowMs())),
        }));
        if (settings.json) printJson(world, { userId: id, bots });
        else printText(world, bots.map((bot) => sentence(ownerOf(bot), id, bot.purged)).join("\n"));
        return 0;
      }),
    );
}

function sentence(bot: string, id: string, purged: number): string {
  return `Bot ${bot}: user ${id} is forgotten, and ${count(purged, "delivery", "deliveries")} with them.`;
}
