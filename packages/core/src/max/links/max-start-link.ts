import { checkName, checkPayload, withoutAt } from "../../messenger/links/check-link-part.ts";
import { START_PAYLOAD_CHARS } from "../../messenger/start-payload.ts";

/**
 * The link that opens a bot in MAX and starts it with `payload`: `https://max.ru/<bot>?start=<payload>`. `botUsername`
 * may carry its `@`. Source: dev.max.ru/help/deeplinks, which allows 128 characters and names no alphabet; those written
 * here are safe in any address.
 *
 * @throws {StartPayloadError} when the username cannot stand in a link, or the payload is not 1 to 128 characters of
 *   `A-Za-z0-9_-`; it says by how much it is too long, or which character cannot stand in a link.
 *
 * @example
 * maxStartLink("my_shop_bot", "PJaf5568712cd"); // https://max.ru/my_shop_bot?start=PJaf5568712cd
 */
export function maxStartLink(botUsername: string, payload: string): string {
  const username = withoutAt(botUsername);
  checkName(username, {
    what: "A MAX bot's username",
    // MAX gives names such as id7712345678_bot, and documents no bounds that could be relied on.
    chars: [1, 64],
    expected: "letters (A-Za-z), digits, underscores and hyphens",
    first: /^[\w-]$/,
    any: /^[\w-]$/,
    mend: "Give the name that stands in the bot's link after max.ru/, without the link.",
  });
  checkPayload(payload, {
    what: "A start payload of MAX",
    mostChars: START_PAYLOAD_CHARS.max,
    mend: 'Use a shorter code, or encodeStartPayload(fields, { messenger: "max" }) for names and values.',
  });
  return `https://max.ru/${username}?start=${payload}`;
}
