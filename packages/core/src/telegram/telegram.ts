import type { Messenger } from "../messenger/messenger.ts";
import { classifyUpdate, updateIdOf } from "./classify-update.ts";
import { sentDateIn, updateDateOf } from "./message-dates.ts";
import { payloadKindOf } from "./payload-kind.ts";
import { readUserContext } from "./read-user-context.ts";
import { readSendFailure } from "./send-failure.ts";
import { TelegramCallWatch } from "./telegram-call-watch.ts";

const WITHOUT_ACTIVITY = { ignoreActivity: true };

/** Telegram, by its Bot API. */
export const telegram: Messenger = {
  id: "telegram",
  name: "Telegram",
  classify: (update, bot, usesActivity) => classifyUpdate(update, bot, usesActivity ? undefined : WITHOUT_ACTIVITY),
  updateKeyOf: updateIdOf,
  updateDateOf,
  sentDateIn,
  userContextOf: readUserContext,
  payloadKindOf,
  readSendFailure,
  watchCalls: (warn) => new TelegramCallWatch(warn),
};
