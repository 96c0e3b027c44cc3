import { type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import type { BotRole } from "./cast/bot-role.ts";

/** Both services on this machine, with TGTrack's real limits, and with the keys and ad links of these bots. */
export function startDemoSandbox(cast: readonly BotRole[]): Promise<Sandbox> {
  return startSandbox({ keys: cast.map(({ key }) => key), links: cast.flatMap(({ links }) => links) });
}
