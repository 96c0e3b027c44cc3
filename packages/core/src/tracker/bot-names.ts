import type { MessengerId } from "../messenger/messenger-id.ts";
import type { OutboxOwner } from "../outbox/outbox-owner.ts";
import { sha256Hex } from "../support/sha256.ts";

/** What is known of a bot when its tracker is made. */
export interface KnownBot {
  id: string | undefined;
  token: string | undefined;
}

/** From a tracker's options. */
export function knownBotOf(
  messenger: MessengerId,
  { botId, botToken }: { botId?: number | string | undefined; botToken?: string | undefined },
): KnownBot {
  const token = botToken?.trim();
  if (botId !== undefined) return { id: String(botId).trim(), token };
  return { id: messenger === "telegram" ? botIdOfToken(token) : undefined, token };
}

const DEFAULT = "default";
const DIGEST_DIGITS = 12;

/**
 * A regular expression for the names of outboxes. A file format: files and keys in Redis are named so.
 *
 * - `7000000001`: a Telegram bot's id. `max-7000000001`: that of a MAX bot whose `botId` was given.
 * - `max-3f9c0a1b2c3d`: a MAX bot of which only the token is known, which holds no id. The first 12 hexadecimal digits
 *   of the token's SHA-256.
 * - `default`, `max-default`: a bot of which neither is known.
 */
export const OUTBOX_NAME: string = `(?:max-)?(?:\\d+|${DEFAULT})|max-[0-9a-f]{${DIGEST_DIGITS}}`;

/** Whose a bot's outbox is. */
export function outboxOwnerOf(messenger: MessengerId, bot: KnownBot): OutboxOwner {
  const unknown = named(messenger, DEFAULT);
  const name = nameOf(messenger, bot);
  if (name === undefined) return { name: unknown, isKnown: false, formerNames: [] };
  const byToken = nameOf(messenger, { ...bot, id: undefined });
  const isNewer = byToken !== undefined && byToken !== name;
  const formerNames = isNewer ? [byToken, unknown] : [unknown];
  return { name, isKnown: true, ...(bot.id !== undefined && { botId: bot.id }), formerNames };
}

/** The digits that a Telegram bot's token begins with. */
export function botIdOfToken(token: string | undefined): string | undefined {
  return /^(\d+):/.exec(token ?? "")?.[1];
}

/** The outbox of the bot of which only its token is known. */
export function outboxOfToken(messenger: MessengerId, token: string): string | undefined {
  return nameOf(messenger, { id: undefined, token });
}

/** The messenger of the bot whose outbox has this name. */
export function messengerOfOutbox(name: string): MessengerId {
  return name.startsWith("max-") ? "max" : "telegram";
}

/** Keeps bots apart whose trackers were given one outbox. A file format: it stands in dedupe keys and persons. */
export function botScopeOf(messenger: MessengerId, bot: KnownBot): string {
  return nameOf(messenger, bot) ?? named(messenger, "bot");
}

function nameOf(messenger: MessengerId, { id, token }: KnownBot): string | undefined {
  if (id !== undefined) return named(messenger, id);
  if (token === undefined) return undefined;
  if (messenger === "telegram") return botIdOfToken(token);
  return named(messenger, digestOf(token));
}

/** Shows nothing of the token: 48 bits of a digest of what nobody can guess. */
function digestOf(token: string): string {
  return sha256Hex(token).slice(0, DIGEST_DIGITS);
}

/** Telegram's have no prefix. */
function named(messenger: MessengerId, name: string): string {
  return messenger === "telegram" ? name : `${messenger}-${name}`;
}
