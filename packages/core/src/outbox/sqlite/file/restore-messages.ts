import { errorMessage } from "../../../support/error-text.ts";
import type { Displacement } from "./file-identity.ts";
import { nodePath } from "./node-path.ts";
import type { Restored } from "./restore-file.ts";

/** What is said when a file that was deleted or replaced stands at its path again. */
export function restoredMessage(path: string, displacement: Displacement, { kept, aside }: Restored): string {
  return (
    `The outbox ${path} ${happened(displacement, aside)} while the bot was running. Nothing is lost: ` +
    `${displacement === "replaced" && aside === undefined ? "what it held was added to the file that is there now" : "it was written again with everything in it"} ` +
    `(${deliveriesText(kept)}, and what is remembered). Whatever cleans ${nodePath().dirname(path)} should leave the outbox alone: up to a ` +
    "second passes until it is noticed, and a bot that is killed in that second loses what it had."
  );
}

/** What is said when a file that could not be used at first has taken over from memory. */
export function usableMessage(path: string, { kept }: Restored): string {
  return `The outbox ${path} can be used now. What had been kept in memory is in it (${deliveriesText(kept)}).`;
}

/** What is said when it cannot be written there. */
export function goneMessage(path: string, cause: unknown): string {
  const why = errorMessage(cause);
  return (
    `The outbox ${path} was deleted or replaced while the bot was running, and cannot be written there again (${why}). ` +
    "Everything goes on in the deleted file, which is lost when the process ends. It is tried again within 15 s: " +
    "remove what is in its place, or make the folder writable."
  );
}

function happened(displacement: Displacement, aside: string | undefined): string {
  if (displacement === "deleted") return "was deleted";
  if (displacement === "without-log") return "lost a file that SQLite keeps beside it (-wal or -shm)";
  return aside === undefined
    ? "was replaced by another outbox"
    : `was replaced by an earlier copy of itself, which stands aside as ${aside},`;
}

function deliveriesText(count: number): string {
  return count === 1 ? "1 delivery" : `${count} deliveries`;
}
