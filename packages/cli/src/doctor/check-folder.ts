import { randomUUID } from "node:crypto";
import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { damagedOutboxes } from "../outboxes/outbox-files.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { fileSystemKind } from "./file-system.ts";

const LITTLE_BYTES = 100 * 1024 * 1024;

/** Whether the outbox folder exists or can be created, is writable, and is on a disk that SQLite can trust. */
export function checkFolder(folder: string): Check[] {
  const nearest = nearestExisting(resolve(folder));
  const obstacle = writeObstacle(nearest);
  if (obstacle !== undefined) {
    const advice =
      "Give the user who runs the bot write access to it, or set BOT_TRACKER_DIR to another folder. Until then " +
      "pending deliveries are kept in memory only, and lost if the bot is killed.";
    return [problem("Folder", `${folder} is not writable (${obstacle}).`, advice)];
  }
  const exists = nearest === resolve(folder);
  const state = exists ? "exists and is writable" : "does not exist yet; the bot can create it";
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
          `It is on ${found.name}. SQLite's write-ahead log is only safe on a local disk.`,
          "Put the folder on a local disk.",
        ),
      );
      break;
    case "ephemeral":
      checks.push(
        warning(
          "File system",
          `It is on ${found.name}: pending deliveries are lost when the machine or container is replaced.`,
          "Put the folder on persistent storage, such as a volume.",
        ),
      );
  }
  const freeBytes = bavail * bsize;
  if (freeBytes < LITTLE_BYTES) {
    checks.push(
      warning("File system", `Only ${Math.floor(freeBytes / 1_048_576)} MiB are free on it.`, "Free up disk space."),
    );
  }
  return checks;
}

function checkDamaged(folder: string): Check[] {
  const names = damagedOutboxes(folder);
  if (names.length === 0) return [];
  const message = `A bot found a damaged outbox and set it aside: ${names.join(", ")}.`;
  return [warning("Folder", message, "Check the disk. Delete the file once you no longer need it.")];
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Why no file can be written to a folder, or undefined. Permissions alone would miss a full or read-only disk. */
function writeObstacle(folder: string): string | undefined {
  if (!statSync(folder).isDirectory()) return "it is not a folder";
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
