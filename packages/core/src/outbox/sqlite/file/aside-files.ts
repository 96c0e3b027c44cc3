import { DEAD_LETTER_KEEP_MS } from "../../rules/keep-times.ts";
import { nodeFs } from "./node-fs.ts";

const TIME = /^\.(?:damaged|replaced)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;

/** The files that were set aside from an outbox's path, with what stands beside them: `move-aside.ts` names them. */
export function asideFiles(path: string): { path: string; setAsideMs: number }[] {
  const { basename, dirname, join } = process.getBuiltinModule("node:path");
  const stem = basename(path).replace(/\.sqlite$/, "");
  const folder = dirname(path);
  return namesIn(folder).flatMap((name) => {
    const time = name.startsWith(stem) ? TIME.exec(name.slice(stem.length)) : null;
    if (time === null) return [];
    const [year, month, day, hour, minute, second] = time.slice(1).map(Number) as [number, ...number[]];
    return [{ path: join(folder, name), setAsideMs: Date.UTC(year, (month ?? 1) - 1, day, hour, minute, second) }];
  });
}

/** Deletes those that are as old as a dead letter may get: nobody is going to look into them any more. Never throws. */
export function deleteOldAsideFiles(path: string, nowMs: number): void {
  for (const aside of asideFiles(path)) {
    if (aside.setAsideMs + DEAD_LETTER_KEEP_MS > nowMs) continue;
    try {
      nodeFs().rmSync(aside.path, { force: true });
    } catch {
      // It is tried again, and named when somebody is purged.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return nodeFs().readdirSync(folder);
  } catch {
    return [];
  }
}
