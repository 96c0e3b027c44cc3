import type { Messenger } from "../messenger/messenger.ts";
import { classifyUpdate } from "./classify-update.ts";
import { MaxCallWatch } from "./max-call-watch.ts";
import { sentDateIn, updateDateOf } from "./message-dates.ts";
import { payloadKindOf } from "./payload-kind.ts";
import { readUserContext } from "./read-user-context.ts";
import { readSendFailure } from "./send-failure.ts";
import { updateKeyOf } from "./update-key.ts";

/** MAX, by its Bot API. A call's method is its HTTP method and its path: `POST messages`. */
export const max: Messenger = {
  id: "max",
  name: "MAX",
  classify: (update, bot) => classifyUpdate(update, bot),
  updateKeyOf,
  updateDateOf,
  sentDateIn,
  userContextOf: readUserContext,
  payloadKindOf,
  readSendFailure,
  watchCalls: (warn) => new MaxCallWatch(warn),
};
