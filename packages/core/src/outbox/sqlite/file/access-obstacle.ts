import { octal } from "./close-to-others.ts";
import { nodeFs } from "./node-fs.ts";

/** Why this process may not read or write a file that is there, or undefined if it may or there is none. */
export function accessObstacle(path: string): string | undefined {
  const { accessSync, constants, lstatSync } = nodeFs();
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EACCES") return undefined;
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  const ownId = process.getuid?.();
  if (found === undefined || ownId === undefined) return undefined;
  return `it belongs to user ${found.uid} with mode ${octal(found.mode)}, and this process runs as user ${ownId}`;
}
