import { randomUUID } from "node:crypto";
import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { damagedOutboxes } from "../outboxes/outbox-files.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { fileSystemKind } from "./file-system.ts";

const LITTLE_BYTES = 100 * 1024 * 1024;

/** Whether the outbox's folder is there or can be made, takes files, and lies on a disk that SQLite can trust. */
export function checkFolder(folder: string): Check[] {
  const nearest = nearestExisting(resolve(folder));
  const obstacle = writeObstacle(nearest);
  if (obstacle !== undefined) {
    const advice =
      "Give the user that runs the bot the right to write it, or set BOT_TRACKER_DIR to another folder. Until then " +
      "what waits is kept in memory only, and lost when the bot is killed.";
    return [problem("Folder", `${folder} cannot be written (${obstacle}).`, advice)];
  }
  const isThere = nearest === resolve(folder);
  const state = isThere ? "is there and can be written" : "is not there yet, and the bot can make it";
  return [ok("Folder", `${folder} ${state}.`), ...checkFileSystem(nearest), ...checkDamaged(folder)];
}

function checkFileSystem(path: string): Check[] {
  const { type, bavail, bsize } = statfsSync(path);
  const found = fileSystemKind(type, process.platform);
  const checks: Check[] = [];
  switch (found.kind) {
    case "local":
      checks.push(ok("File system", "It is on a local disk."));
      break;
    case "network":
      checks.push(
        warning(
          "File system",
          `It is on ${found.name}. SQLite's write-ahead log is safe on a local disk only.`,
          "Put the folder on a local disk.",
        ),
      );
      break;
    case "passing":
      checks.push(
        warning(
          "File system",
          `It is on ${found.name}: what waits is gone when the machine or the container is replaced.`,
          "Put the folder on a disk that stays, such as a volume.",
        ),
      );
  }
  const freeBytes = bavail * bsize;
  if (freeBytes < LITTLE_BYTES) {
    checks.push(
      warning("File system", `Only ${Math.floor(freeBytes / 1_048_576)} MiB are free on it.`, "Make room on the disk."),
    );
  }
  return checks;
}

function checkDamaged(folder: string): Check[] {
  const names = damagedOutboxes(folder);
  if (names.length === 0) return [];
  const message = `A bot found an outbox damaged and set it aside: ${names.join(", ")}.`;
  return [warning("Folder", message, "See whether the disk is sound. When you need the file no more, delete it.")];
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Why a folder does not take a file, or undefined. Rights alone would not tell of a full or read-only disk. */
function writeObstacle(folder: string): string | undefined {
  if (!statSync(folder).isDirectory()) return "it is no folder";
  const path = join(folder, `.bot-tracker-doctor-${randomUUID()}`);
  try {
    writeFileSync(path, "x", { flag: "wx" });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  } finally {
    rmSync(path, { force: true });
  }
}
