import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type EnvironmentVariables, OutboxFile } from "@bot-tracker/core/tool-kit";
import { CliError } from "../cli-error.ts";
import type { Settings } from "../common-options.ts";

/** Where a bot's deliveries wait. `bot` is its id, or `default` where the tracker did not know it. */
export interface BotOutbox {
  bot: string;
  /** Whether it holds what a bot recorded with BOT_TRACKER_SANDBOX set, for no service. */
  sandbox: boolean;
  path: string;
}

const NAME = /^(\d+|default)(\.sandbox)?\.sqlite$/;
const DAMAGED_NAME = /^(\d+|default)(\.sandbox)?\.damaged-.+\.sqlite$/;

/** The bot as a line may name it: `7000000001`, or `7000000001 (sandbox)`. */
export function ownerOf({ bot, sandbox }: Pick<BotOutbox, "bot" | "sandbox">): string {
  return sandbox ? `${bot} (sandbox)` : bot;
}

/** Those that a bot with these variables uses: with BOT_TRACKER_SANDBOX the sandbox's, without it the others. */
export function outboxesInUse<Outbox extends Pick<BotOutbox, "sandbox">>(
  outboxes: readonly Outbox[],
  env: EnvironmentVariables,
): Outbox[] {
  const inSandbox = Boolean(env["BOT_TRACKER_SANDBOX"]?.trim());
  return outboxes.filter(({ sandbox }) => sandbox === inSandbox);
}

/** The outboxes in the folder, or that of the one bot. Without one, or without the folder: none. */
export function findOutboxes({ folder, bot }: Pick<Settings, "folder" | "bot">): BotOutbox[] {
  return namesIn(folder).flatMap((name) => {
    const [, owner, sandbox] = NAME.exec(name) ?? [];
    if (owner === undefined || (bot ?? owner) !== owner) return [];
    return [{ bot: owner, sandbox: sandbox !== undefined, path: join(folder, name) }];
  });
}

/** As `findOutboxes`. @throws {CliError} there is none */
export function expectOutboxes(settings: Pick<Settings, "folder" | "bot">): BotOutbox[] {
  const found = findOutboxes(settings);
  if (found.length > 0) return found;
  const others = findOutboxes({ ...settings, bot: undefined }).map(ownerOf);
  if (others.length > 0) {
    throw new CliError(`Bot ${settings.bot} has no outbox in ${settings.folder}; there are: ${others.join(", ")}.`);
  }
  throw new CliError(
    `There is no outbox in ${settings.folder}. Run this in the folder that the bot is started in, or name the ` +
      "outbox's folder with --dir. A bot with a memory outbox has none.",
  );
}

/** Outboxes that were found damaged and set aside. */
export function damagedOutboxes(folder: string): string[] {
  return namesIn(folder).filter((name) => DAMAGED_NAME.test(name));
}

/** Opens an outbox for as long as `task` takes. @throws {OutboxFileError} it cannot be used */
export function withOutbox<T>({ path }: BotOutbox, task: (file: OutboxFile) => T): T {
  const file = new OutboxFile(path);
  try {
    return task(file);
  } finally {
    file.close();
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw new CliError(`The folder ${folder} cannot be read (${code ?? "unknown"}).`);
  }
}
