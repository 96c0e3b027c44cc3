import type { Messages } from "../support/messages.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";

/** People who are not counted: their ids, or a synchronous test. */
export type IgnoreUsers = readonly (number | string)[] | ((userId: string) => boolean);

/**
 * Whether a person is not to be counted. A test of the bot's own that fails, or that gives a promise, counts them:
 * otherwise one mistake in it would lose every start.
 */
export function toUserFilter(ignoreUsers: IgnoreUsers | undefined, messages: Messages): (userId: string) => boolean {
  if (ignoreUsers === undefined) return () => false;
  if (typeof ignoreUsers !== "function") {
    const ids = new Set(ignoreUsers.map((id) => String(id).trim()));
    return (userId) => ids.has(userId);
  }
  const complain = (what: string): false => {
    messages.error("ignore-users", `ignoreUsers ${what}, so that nobody it was asked about is ignored.`);
    return false;
  };
  return (userId) => {
    try {
      const verdict: unknown = ignoreUsers(userId);
      if (typeof verdict === "boolean") return verdict;
      swallowRejection(verdict, () => {});
      return complain(`must return true or false, got ${verdict instanceof Promise ? "a promise" : typeof verdict}`);
    } catch (error) {
      return complain(`failed: ${String(error)}`);
    }
  };
}
