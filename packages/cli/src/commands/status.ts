import type { Command } from "commander";
import type { CommandContext } from "../cli-world.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { expectOutboxes, outboxesInUse } from "../outboxes/outbox-files.ts";
import { printJson, printText } from "../print.ts";
import { readServices } from "../services.ts";
import { readStatus } from "../status/read-status.ts";
import { renderStatus } from "../status/render-status.ts";

export function addStatus(program: Command, { world, action }: CommandContext): void {
  addCommonOptions(program.command("status"))
    .summary("what was delivered and what waits")
    .description(
      "Shows for each service what was accepted, delivered, waits, was dropped and is dead, how much of its limits is " +
        "used, and what to expect. Reads the outbox, whether the bot runs or not, and asks no service.",
    )
    .action(
      action((options: CommonOptions) => {
        const settings = toSettings(options, world.env);
        const { services } = readServices(settings);
        const nowMs = world.nowMs();
        const bots = expectOutboxes(settings).map((outbox) => {
          // The limits of an address say nothing of what goes to another one.
          const [used] = outboxesInUse([outbox], settings.env);
          return readStatus(outbox, used === undefined ? [] : services, nowMs);
        });
        if (settings.json) printJson(world, { folder: settings.folder, bots });
        else printText(world, bots.map((bot) => renderStatus(bot, nowMs)).join("\n\n"));
        return bots.some(({ problem }) => problem !== undefined) ? 1 : 0;
      }),
    );
}
