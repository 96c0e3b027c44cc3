import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  asideFiles,
  type EnvironmentVariables,
  type MessengerId,
  messengerOfOutbox,
  OUTBOX_NAME,
  OutboxFile,
  quotaHealth,
  systemPorts,
} from "@bot-tracker/core/outbox-kit";
import { CliError } from "../cli-error.ts";
import type { Settings } from "../settings.ts";
import type { BotOutbox, OpenOutbox, PurgeResult } from "./bot-outbox.ts";
import { outboxProblem } from "./outbox-problem.ts";

const NAME = new RegExp(`^(${OUTBOX_NAME})(\\.sandbox)?\\.sqlite$`);
const ASIDE_NAME = new RegExp(`^(${OUTBOX_NAME})(\\.sandbox)?\\.(?:damaged|replaced)-`);
const DAMAGED_NAME = new RegExp(`^(${OUTBOX_NAME})(\\.sandbox)?\\.damaged-.+\\.sqlite$`);

/** The outboxes that a bot with these variables uses: the sandbox's with BOT_TRACKER_SANDBOX, otherwise the rest. */
export function outboxesInUse<Outbox extends Pick<BotOutbox, "sandbox">>(
  outboxes: readonly Outbox[],
  env: EnvironmentVariables,
): Outbox[] {
  const inSandbox = Boolean(env["BOT_TRACKER_SANDBOX"]?.trim());
  return outboxes.filter(({ sandbox }) => sandbox === inSandbox);
}

/** The outboxes of a messenger's bots. */
export function outboxesOf<Outbox extends Pick<BotOutbox, "bot">>(
  messenger: MessengerId,
  outboxes: readonly Outbox[],
): Outbox[] {
  return outboxes.filter(({ bot }) => messengerOfOutbox(bot) === messenger);
}

/** The outboxes in the folder, or only that of `bot`. None if there is no such outbox or folder. */
export function findOutboxes({ folder, bot }: Pick<Settings, "folder" | "bot">): BotOutbox[] {
  return namesIn(folder).flatMap((name) => {
    const [, owner, sandbox] = NAME.exec(name) ?? [];
    if (owner === undefined || (bot ?? owner) !== owner) return [];
    const path = join(folder, name);
    const place = { kind: "file", path } as const;
    return [{ bot: owner, sandbox: sandbox !== undefined, place, open: () => openFile(path) }];
  });
}

/** An outbox's files that were set aside, which may name anybody. There may be no outbox beside them any more. */
export interface AsideFiles extends Pick<BotOutbox, "bot" | "sandbox"> {
  paths: readonly string[];
}

/** What was set aside from the outboxes in the folder, or only from that of `bot`. */
export function findAsideFiles({ folder, bot }: Pick<Settings, "folder" | "bot">): AsideFiles[] {
  const owners = new Map<string, Pick<BotOutbox, "bot" | "sandbox">>();
  for (const name of namesIn(folder)) {
    const [, owner, sandbox = ""] = ASIDE_NAME.exec(name) ?? [];
    if (owner === undefined || (bot ?? owner) !== owner) continue;
    owners.set(`${owner}${sandbox}`, { bot: owner, sandbox: sandbox !== "" });
  }
  return [...owners].map(([stem, owner]) => {
    const paths = asideFiles(join(folder, `${stem}.sqlite`)).map(({ path }) => path);
    return { ...owner, paths };
  });
}

/** Files that a bot found damaged and set aside. */
export function damagedOutboxes(folder: string): string[] {
  return namesIn(folder).filter((name) => DAMAGED_NAME.test(name));
}

/** @throws {OutboxFileError} it cannot be used */
function openFile(path: string): OpenOutbox {
  const file = new OutboxFile(path);
  return {
    ledger: () => file.ledger(),
    oldestPendingAt: (destination) => file.oldestPendingAt(destination),
    quotaHealth: (limits, nowMs) => quotaHealth(limits, file, { nowMs, steadyMs: systemPorts.steadyMs() }),
    takeSlot: (limits, steadyMs) => file.takeSlot(limits, steadyMs),
    endSlot: (slot, end, steadyMs) => file.endSlot(slot, end, steadyMs),
    deadLetters: (filter) => file.deadLetters(filter),
    retryDead: (id, nowMs, body) => file.retryDead(id, nowMs, body),
    dropDead: (id) => file.dropDead(id),
    purgeUser: (userId) => purge(file, path, userId),
    close: () => file.close(),
  };
}

function purge(file: OutboxFile, path: string, userId: string): PurgeResult {
  const forgotten = file.purgeUser(userId);
  const obstacle = erasureObstacle(file);
  if (obstacle === undefined) return { ...forgotten, left: [] };
  const still = `${path} and ${path}-wal may still hold what was deleted`;
  return { ...forgotten, left: [`${still}${obstacle} A bot that has the file open or opens it tries by itself.`] };
}

/** Why bytes of what was deleted may still stand in the file: the rest of a sentence. */
function erasureObstacle(file: OutboxFile): string | undefined {
  try {
    if (file.erase()) return undefined;
    return ", because another process has been reading or writing them for 5 s. Run this again when it has ended.";
  } catch (error) {
    // The deletion itself is done and counted: only the bytes are left.
    return `: ${outboxProblem(error)} Then run this again.`;
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
