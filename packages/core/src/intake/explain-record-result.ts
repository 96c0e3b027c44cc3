import type { Messages } from "../support/messages.ts";
import type { Recorded } from "./record-result.ts";

/** For `debug`: what was seen, and what became of it (nothing, where there was nothing to record). */
export function explainRecorded(
  messages: Messages,
  what: () => string,
  recorded: Recorded | Promise<Recorded> | undefined,
): void {
  if (!messages.debugging) return;
  const say = (end?: Recorded): void => {
    const result = end === undefined ? "" : end.stored ? ": stored" : `: not stored, ${end.reason}`;
    messages.debug(`${what()}${result}`);
  };
  if (recorded instanceof Promise) void recorded.then(say);
  else say(recorded);
}
