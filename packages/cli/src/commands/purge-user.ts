import type { Command } from "commander";
import { CliError, type ExitCode } from "../cli-error.ts";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import { ownerOf } from "../outboxes/bot-outbox.ts";
import { printJson, printText } from "../print.ts";
import { type Purged, purgeEverywhere } from "../purge/purge-everywhere.ts";
import { count } from "../text/count.ts";

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
        const { result: bots, redisProblem } = await purgeEverywhere(settings, id);
        if (settings.json) printJson(ports, { userId: id, bots, ...(redisProblem && { redisProblem }) });
        else {
          const away = redisProblem === undefined ? [] : [`Redis: user ${id} is not forgotten. ${redisProblem}`];
          printText(ports, [...bots.map((bot) => sentences(bot, id)), ...away].join("\n"));
        }
        return redisProblem === undefined && bots.every(isDone) ? 0 : 1;
      }),
    );
}

function isDone({ left, problem }: Purged): boolean {
  return problem === undefined && left.length === 0;
}

function sentences({ redis, known, purged, left, problem, ...bot }: Purged, id: string): string {
  const where = redis === undefined ? ownerOf(bot) : `${ownerOf(bot)} in Redis`;
  const outcome =
    problem !== undefined
      ? `user ${id} is not forgotten. ${problem}`
      : known
        ? `user ${id} is forgotten, ${count(purged, "delivery", "deliveries")} removed.`
        : `nothing was known of user ${id}.`;
  return [`Bot ${where}: ${outcome}`, ...left].join("\n");
}
