import type { Messages } from "../../support/messages.ts";
import { nodeFs } from "./file/node-fs.ts";
import { OutboxFile } from "./outbox-file.ts";

/** A bot waits for this one while it starts. */
const BUSY_MS = 5;

/**
 * Says so when something waits in the file of bots that are not known while this bot, which is, uses `ownPath`. It is
 * most likely this bot's, from before it was given. It is not taken over: it may be another bot's, and only a person
 * can tell.
 */
export function warnOfDefaultFile(path: string, ownPath: string, messages: Pick<Messages, "warn">): void {
  if (!nodeFs().existsSync(path)) return;
  const pending = pendingIn(path);
  if (pending === 0) return;
  messages.warn(
    "default-file",
    `${pending === 1 ? "1 delivery waits" : `${pending} deliveries wait`} in ${path}, the outbox of bots whose id is not ` +
      `known, and nothing sends from there: this bot is known and uses ${ownPath}. If another bot uses that file, it ` +
      "sends them, and all is well. If this bot did before it was given with `bot` or `botId`, stop it, start it once " +
      "more without either until nothing waits there (`npx @bot-tracker/cli status --bot default` shows it), then " +
      "start it as it is.",
  );
}

function pendingIn(path: string): number {
  let file: OutboxFile | undefined;
  try {
    file = new OutboxFile(path, { busyMs: BUSY_MS });
    return Object.values(file.ledger()).reduce((sum, { pending }) => sum + pending, 0);
  } catch {
    // Held, damaged or of another version: whichever bot uses it deals with that.
    return 0;
  } finally {
    file?.close();
  }
}
