import { errorText } from "../support/error-text.ts";
import { isPromise } from "../support/is-promise.ts";
import type { Messages } from "../support/messages.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";

/** People to ignore: their ids, or a synchronous predicate. */
export type IgnoreUsers = readonly (number | string | bigint)[] | ((userId: string) => boolean);

/**
 * Whether to ignore a person. If the bot's predicate throws or returns a promise, the person counts: otherwise one bug
 * in it would lose every start.
 */
export function toUserFilter(ignoreUsers: IgnoreUsers | undefined, messages: Messages): (userId: string) => boolean {
  if (ignoreUsers === undefined) return () => false;
  if (typeof ignoreUsers !== "function") {
    const ids = new Set(ignoreUsers.map((id) => String(id).trim()));
    return (userId) => ids.has(userId);
  }
  const complain = (what: string): false => {
    messages.error("ignore-users", `ignoreUsers ${what}, so nobody is ignored by it.`);
    return false;
  };
  return (userId) => {
    try {
      const verdict: unknown = ignoreUsers(userId);
      if (typeof verdict === "boolean") return verdict;
      swallowRejection(verdict, () => {});
      return complain(`must return true or false, got ${isPromise(verdict) ? "a promise" : typeof verdict}`);
    } catch (error) {
      return complain(`failed: ${errorText(error)}`);
    }
  };
}
