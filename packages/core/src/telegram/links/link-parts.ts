import { StartPayloadError } from "../../errors/start-payload-error.ts";
import { MAX_START_PAYLOAD_CHARS } from "../start-payload.ts";

/** Telegram's limit for what a Mini App is opened with, in characters of `A-Za-z0-9_-`. */
const MAX_APP_PAYLOAD_CHARS = 512;

/** The beginning of every link to a bot. `botUsername` may carry its `@`. @throws {StartPayloadError} it is none */
export function botAddress(botUsername: string): string {
  const username = botUsername.startsWith("@") ? botUsername.slice(1) : botUsername;
  checkName(username, {
    what: "A bot's username",
    chars: [4, 32],
    mend: "Give the name that BotFather shows, without a link.",
  });
  return `https://t.me/${username}`;
}

/** @throws {StartPayloadError} not 1 to 64 characters of `A-Za-z0-9_-` */
export function checkStartPayload(payload: string): void {
  checkPayload(payload, {
    what: "A start payload",
    mostChars: MAX_START_PAYLOAD_CHARS,
    mend: "Use a shorter code, or encodeStartPayload for names and values.",
  });
}

/** @throws {StartPayloadError} not 1 to 512 characters of `A-Za-z0-9_-` */
export function checkAppPayload(payload: string): void {
  checkPayload(payload, {
    what: "What a Mini App is opened with",
    mostChars: MAX_APP_PAYLOAD_CHARS,
    mend: "Use a shorter code, or base64url for anything else.",
  });
}

/** @throws {StartPayloadError} no short name that BotFather gives a Mini App */
export function checkAppName(name: string): void {
  checkName(name, {
    what: "A Mini App's short name",
    chars: [3, 30],
    mend: "Give the last part of the app's link at BotFather, or none for the bot's main Mini App.",
  });
}

function checkName(name: string, { what, chars, mend }: { what: string; chars: [number, number]; mend: string }): void {
  const [fewest, most] = chars;
  const rightLength = name.length >= fewest && name.length <= most;
  if (rightLength && /^[a-z]\w*$/i.test(name)) return;
  const found = firstForeignChar(name, rightLength ? /^[^a-z]|[^\w]/iu : /[^\w]/u);
  throw new StartPayloadError(
    `${what} must be ${fewest} to ${most} letters (A-Za-z), digits and underscores, and begin with a letter; ` +
      `${found ?? `one of ${name.length} characters came`}. ${mend}`,
  );
}

function checkPayload(
  payload: string,
  { what, mostChars, mend }: { what: string; mostChars: number; mend: string },
): void {
  const excess = payload.length - mostChars;
  const expected = `${what} must be 1 to ${mostChars} characters of A-Za-z0-9_-`;
  if (excess > 0) {
    throw new StartPayloadError(`${expected}; ${payload.length} came, ${excess} too many. ${mend}`, excess);
  }
  if (/^[\w-]+$/.test(payload)) return;
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
