import type { UserContext } from "../messenger/user-context.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { classifyUpdate, updateIdOf } from "./classify-update.ts";

/** Whose update it is, when it happened, and the start it may be. An update can be anything. */
export function readUserContext(update: unknown, bot: BotIdentity | undefined): UserContext {
  const updateId = updateIdOf(update);
  const signal = classifyUpdate(update, bot);
  const { userId, date } = readPerson(update);
  return {
    userId,
    ...(date !== undefined && { date }),
    ...(updateId !== undefined && { updateId }),
    ...(signal.kind === "start" && { startPayload: signal.payload }),
  };
}

/**
 * Every kind of update has one object, with the person in its `from` (or `user`, in reactions and poll answers).
 * Unknown kinds are read the same way.
 */
function readPerson(update: unknown): { userId: number | undefined; date: number | undefined } {
  if (typeof update !== "object" || update === null) return { userId: undefined, date: undefined };
  for (const content of Object.values(update)) {
    if (typeof content !== "object" || content === null) continue;
    const { from, user, date } = content as Record<string, unknown>;
    const person = (from ?? user) as { id?: unknown; is_bot?: unknown } | null | undefined;
    const isPerson = typeof person?.id === "number" && person.is_bot !== true;
    return {
      userId: isPerson ? (person.id as number) : undefined,
      date: typeof date === "number" && date > 0 ? date : undefined,
    };
  }
  return { userId: undefined, date: undefined };
}
