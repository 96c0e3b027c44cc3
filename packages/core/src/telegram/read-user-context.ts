import type { UserContext } from "../messenger/user-context.ts";
import { readUserId } from "../messenger/user-id.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { classifyUpdate, updateIdOf } from "./classify-update.ts";
import { isGiven } from "./is-given.ts";
import { isTelegramItself } from "./telegram-account.ts";
import { readUnixDate } from "./unix-date.ts";

/** Whose update it is, when it happened, and the start it may be. An update can be anything. */
export function readUserContext(update: unknown, bot: BotIdentity | undefined): UserContext {
  const updateId = updateIdOf(update);
  const signal = classifyUpdate(update, bot);
  const { userId, date, isNobodys } = readDoer(update);
  return {
    userId,
    ...(isNobodys && ({ isNobodys } as const)),
    ...(date !== undefined && { date }),
    ...(updateId !== undefined && { updateId }),
    ...(signal.kind === "start" && { startPayload: signal.payload }),
  };
}

interface Doer {
  userId: string | undefined;
  date: number | undefined;
  isNobodys: boolean;
}

/** Every kind of update has one object, which names the person. Unknown kinds are read the same way. */
function readDoer(update: unknown): Doer {
  const content = isRecord(update) ? Object.values(update).find(isRecord) : undefined;
  if (content === undefined) return { userId: undefined, date: undefined, isNobodys: false };
  const from = fromOf(content);
  const userId = isRecord(from) && from.is_bot !== true ? readUserId(from.id) : undefined;
  const isNobodys =
    isGiven(content.sender_chat) ||
    content.is_automatic_forward === true ||
    (userId !== undefined && isTelegramItself(userId));
  return { userId: isNobodys ? undefined : userId, date: readUnixDate(content.date), isNobodys };
}

/** `user` in reactions, poll answers and business connections; boosts name theirs in what they came by. */
function fromOf({ from, user, source, boost }: JsonRecord): unknown {
  if (isGiven(from)) return from;
  if (isGiven(user)) return user;
  const boosted = isRecord(source) ? source : isRecord(boost) ? boost.source : undefined;
  return isRecord(boosted) ? boosted.user : undefined;
}
