import type { Messages } from "../../support/messages.ts";
import { nodeFs } from "./file/node-fs.ts";
import { OutboxFile } from "./outbox-file.ts";

/** A bot waits for this one while it starts. */
const BUSY_MS = 5;

/** The file under a name that a bot may have had before more of it was known. */
export interface FormerFile {
  name: string;
  path: string;
  /** The file that the bot uses now. */
  ownPath: string;
}

/**
 * Says so when something waits in a file that a bot had, or may have had, before more of it was known. It is not taken
 * over: that of bots that are not known may be another bot's, and only a person can tell.
 */
export function warnOfFormerFile({ name, path, ownPath }: FormerFile, messages: Pick<Messages, "warn">): void {
  if (!nodeFs().existsSync(path)) return;
  const pending = pendingIn(path);
  if (pending === 0) return;
  const waiting = pending === 1 ? "1 delivery waits" : `${pending} deliveries wait`;
  const look = `\`npx @bot-tracker/cli status --bot ${name}\` shows it`;
  messages.warn(
    `former-file ${name}`,
    isOfUnknown(name)
      ? `${waiting} in ${path}, the outbox of bots whose id is not known, and nothing sends from there: this bot is ` +
          `known and uses ${ownPath}. If another bot uses that file, it sends them, and all is well. If this bot did ` +
          "before it was given with `bot` or `botId`, stop it, start it once more without either until nothing waits " +
          `there (${look}), then start it as it is.`
      : `${waiting} in ${path}, this bot's outbox from before its \`botId\` was given, and nothing sends from there: ` +
          `now it uses ${ownPath}. Stop the bot, start it once more without \`botId\` until nothing waits there ` +
          `(${look}), then start it as it is.`,
  );
}

function isOfUnknown(name: string): boolean {
  return name.endsWith("default");
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
