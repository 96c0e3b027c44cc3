import { type MadeUpHistory, type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import type { BotRole } from "./cast/bot-role.ts";

/**
 * Both services on this machine, with TGTrack's real limits, and with the keys and ad links of these bots. With a
 * history the page has days before today, marked as made up.
 */
export function startDemoSandbox(cast: readonly BotRole[], madeUpHistory?: MadeUpHistory): Promise<Sandbox> {
  const links = cast.flatMap((role) => role.links);
  return startSandbox({
    keys: cast.map(({ key }) => key),
    links,
    ...(madeUpHistory !== undefined && { madeUpHistory }),
  });
}
