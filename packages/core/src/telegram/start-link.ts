import { StartPayloadError } from "../errors/start-payload-error.ts";
import { isStartPayload, MAX_START_PAYLOAD_CHARS } from "./start-payload.ts";

/**
 * The link that opens the bot and starts it with `payload`: `https://t.me/<bot>?start=<payload>`. `botUsername` may
 * carry its `@`. Source: the Bot API's deep linking page.
 *
 * @throws {StartPayloadError} when the username is none, or the payload is not 1 to 64 characters of `A-Za-z0-9_-`;
 *   it says by how much it is too long, or which character cannot stand in a link.
 */
export function startLink(botUsername: string, payload: string): string {
  const username = botUsername.startsWith("@") ? botUsername.slice(1) : botUsername;
  checkUsername(username);
  checkPayload(payload);
  return `https://t.me/${username}?start=${payload}`;
}

function checkUsername(username: string): void {
  if (/^[a-z]\w{3,31}$/i.test(username)) return;
  const rightLength = username.length >= 4 && username.length <= 32;
  const found = firstForeignChar(username, rightLength ? /^[^a-z]|[^\w]/iu : /[^\w]/u);
  throw new StartPayloadError(
    "A bot's username must be 4 to 32 letters (A-Za-z), digits and underscores, and begin with a letter; " +
      `${found ?? `one of ${username.length} characters came`}. Give the name that BotFather shows, without a link.`,
  );
}

function checkPayload(payload: string): void {
  if (isStartPayload(payload)) return;
  const expected = `A start payload must be 1 to ${MAX_START_PAYLOAD_CHARS} characters of A-Za-z0-9_-`;
  const mend = "Use a shorter code, or encodeStartPayload for names and values.";
  const excess = payload.length - MAX_START_PAYLOAD_CHARS;
  if (excess > 0) {
    throw new StartPayloadError(`${expected}; ${payload.length} came, ${excess} too many. ${mend}`, excess);
  }
  const found = firstForeignChar(payload, /[^\w-]/u);
  throw new StartPayloadError(`${expected}; ${found ?? "an empty one came"}. ${mend}`);
}

/** Names one character and its place, never the whole value, which may be private. Places count from 1. */
function firstForeignChar(text: string, foreign: RegExp): string | undefined {
  const match = foreign.exec(text);
  if (match === null) return undefined;
  const codePoint = match[0].codePointAt(0) ?? 0;
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
  return `${JSON.stringify(match[0])} (${name}) came at place ${match.index + 1}`;
}
