import { isPromise } from "../support/is-promise.ts";
import type { Messages } from "../support/messages.ts";
import type { RecordResult } from "./record-result.ts";

/** For `debug`: what was seen, and what became of it (nothing, where there was nothing to record). */
export function explainRecordResult(
  messages: Messages,
  what: () => string,
  recorded: RecordResult | Promise<RecordResult> | undefined,
): void {
  if (!messages.debugging) return;
  const say = (end?: RecordResult): void => {
    const result = end === undefined ? "" : end.stored ? ": stored" : `: not stored, ${end.reason}`;
    messages.debug(`${what()}${result}`);
  };
  if (isPromise(recorded)) void recorded.then(say);
  else say(recorded);
}
