import { botAddress, checkStartPayload } from "./link-parts.ts";

/**
 * The link that opens the bot and starts it with `payload`: `https://t.me/<bot>?start=<payload>`. `botUsername` may
 * carry its `@`. Source: the Bot API's deep linking page.
 *
 * @throws {StartPayloadError} when the username is none, or the payload is not 1 to 64 characters of `A-Za-z0-9_-`;
 *   it says by how much it is too long, or which character cannot stand in a link.
 */
export function startLink(botUsername: string, payload: string): string {
  const address = botAddress(botUsername);
  checkStartPayload(payload);
  return `${address}?start=${payload}`;
}
