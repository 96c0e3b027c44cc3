import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Route } from "./routes.ts";

/** For `debug`: where a tracker sends to, and where what is to be sent waits. Shows neither a key nor a path. */
export function describeStart(
  routes: readonly Route[],
  { kind, place }: Pick<Outbox, "kind" | "place">,
  bot: BotIdentity | undefined,
): string {
  const destinations = routes.map(({ destination: { name, address }, isSandbox }) => {
    const at = address === undefined ? "" : ` at ${address}`;
    return `${name}${at}${isSandbox === true ? " (the sandbox)" : ""}`;
  });
  const who = bot?.id === undefined ? "a bot whose id is not known yet" : `bot ${bot.id}`;
  return `Tracking ${who}. It sends to ${destinations.join(", ")}. Deliveries wait in ${place ?? kind}.`;
}
