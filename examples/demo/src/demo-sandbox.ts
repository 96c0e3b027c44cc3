import { createHash } from "node:crypto";
import { type MadeUpHistory, type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import type { BotRole } from "./cast/bot-role.ts";

/**
 * Both services on this machine, with TGTrack's real limits, and with the keys and ad links of these bots. With a
 * history the page has days before today, marked as made up.
 */
export async function startDemoSandbox(cast: readonly BotRole[], madeUpHistory?: MadeUpHistory): Promise<Sandbox> {
  const links = cast.flatMap((role) => role.links);
  const sandbox = await startSandbox({
    keys: cast.map(({ key }) => key),
    links,
    ...(madeUpHistory !== undefined && { madeUpHistory }),
  });
  // A sandbox that has nothing of a key yet knows nobody to name.
  if (madeUpHistory !== undefined) await nameBots(sandbox.url, cast);
  return sandbox;
}

/** So that the page calls the bots by their courses, not by their keys. */
async function nameBots(url: string, cast: readonly BotRole[]): Promise<void> {
  for (const { key, course } of cast) {
    const id = createHash("sha256").update(key).digest("hex").slice(0, 12);
    const answer = await fetch(`${url}/api/page/bots/${id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: course.title }),
    });
    if (!answer.ok) throw new Error(`The sandbox did not take a bot's name: ${await answer.text()}`);
  }
}
