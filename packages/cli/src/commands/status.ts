import { messengerOfOutbox } from "@bot-tracker/core/outbox-kit";
import type { Command } from "commander";
import type { CommandContext } from "../cli-ports.ts";
import { addCommonOptions, type CommonOptions, toSettings } from "../common-options.ts";
import type { BotOutbox } from "../outboxes/bot-outbox.ts";
import { outboxesInUse } from "../outboxes/outbox-files.ts";
import { type Reached, withReachableOutboxes } from "../outboxes/with-reachable-outboxes.ts";
import { printJson, printText } from "../print.ts";
import { readServices } from "../services/read-services.ts";
import type { Settings } from "../settings.ts";
import { type BotStatus, readStatus } from "../status/read-status.ts";
import { renderStatus } from "../status/render-status.ts";

export function addStatus(program: Command, { ports, action }: CommandContext): void {
  addCommonOptions(program.command("status"))
    .summary("show what was delivered and what is pending")
    .description(
      "Shows for each service what was accepted, delivered, dropped, what is pending and dead, how much of its " +
        "limits is used, and what to expect. Reads the outbox, whether the bot is running or not; contacts no service. " +
        "Exits with 1 if there are dead letters, or an outbox cannot be read.",
    )
    .action(
      action(async (options: CommonOptions) => {
        const settings = toSettings(options, ports);
        const { result: bots, redisProblem } = await readEverywhere(settings, ports.nowMs());
        const problems = redisProblem === undefined ? [] : [redisProblem];
        if (settings.json) printJson(ports, { folder: settings.folder, bots, ...(redisProblem && { redisProblem }) });
        else
          printText(
            ports,
            [...bots.map((bot) => renderStatus(bot, ports.nowMs(), settings.hint)), ...problems].join("\n\n"),
          );
        return redisProblem !== undefined || bots.some(needsAttention) ? 1 : 0;
      }),
    );
}

/** It cannot be read, or waits for somebody to look at its dead letters. */
function needsAttention({ problem, destinations, notInRedis }: BotStatus): boolean {
  const entries = [...Object.values(destinations), ...Object.values(notInRedis?.destinations ?? {})];
  return problem !== undefined || entries.some(({ dead }) => dead > 0);
}

/**
 * If Redis is unavailable, still shows what is waiting for it on this machine. @throws {CliError} nothing was found
 */
async function readEverywhere(settings: Settings, nowMs: number): Promise<Reached<BotStatus[]>> {
  const readAll = async (outboxes: readonly BotOutbox[]): Promise<BotStatus[]> => {
    const bots: BotStatus[] = [];
    for (const outbox of outboxes) {
      // The limits of one address say nothing about deliveries to another.
      const [used] = outboxesInUse([outbox], settings.env);
      const messenger = messengerOfOutbox(outbox.bot);
      // On a sandbox each bot has a key of its own, and the use of limits is a key's.
      const services = used === undefined ? [] : readServices({ ...settings, bot: outbox.bot }).services;
      const own = services.filter((service) => service.messenger === messenger);
      bots.push(await readStatus(outbox, own, nowMs));
    }
    return bots;
  };
  return withReachableOutboxes(settings, readAll);
}
