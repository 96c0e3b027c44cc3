import type { Messenger } from "../messenger/messenger.ts";
import { classifyUpdate, updateIdOf } from "./classify-update.ts";
import { sentDateIn, updateDateOf } from "./message-dates.ts";
import { payloadKindOf } from "./payload-kind.ts";
import { readUserContext } from "./read-user-context.ts";
import { readSendFailure } from "./send-failure.ts";
import { TelegramCallWatch } from "./telegram-call-watch.ts";

/** Telegram, by its Bot API. */
export const telegram: Messenger = {
  id: "telegram",
  name: "Telegram",
  classify: (update, bot) => classifyUpdate(update, bot),
  updateKeyOf: updateIdOf,
  updateDateOf,
  sentDateIn,
  userContextOf: readUserContext,
  payloadKindOf,
  readSendFailure,
  watchCalls: (warn) => new TelegramCallWatch(warn),
};
