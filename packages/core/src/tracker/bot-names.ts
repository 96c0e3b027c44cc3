import type { MessengerId } from "../messenger/messenger-id.ts";
import type { OutboxOwner } from "../outbox/outbox-owner.ts";

/** Whose a bot's outbox is. */
export function outboxOwnerOf(messenger: MessengerId, botId: string | undefined): OutboxOwner {
  const unknown = named(messenger, "default");
  return { name: botId === undefined ? unknown : named(messenger, botId), isKnown: botId !== undefined, unknown };
}

/** The messenger of the bot whose outbox has this name. */
export function messengerOfOutbox(name: string): MessengerId {
  return name.startsWith("max-") ? "max" : "telegram";
}

/** Keeps bots apart whose trackers were given one outbox. A file format: it stands in dedupe keys and persons. */
export function botScopeOf(messenger: MessengerId, botId: string | undefined): string {
  return named(messenger, botId ?? "bot");
}

/** Telegram's have no prefix. */
function named(messenger: MessengerId, name: string): string {
  return messenger === "telegram" ? name : `${messenger}-${name}`;
}
