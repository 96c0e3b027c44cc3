import { checkName, checkPayload, withoutAt } from "../../messenger/links/check-link-part.ts";
import { START_PAYLOAD_CHARS } from "../../messenger/start-payload.ts";

/** Telegram's limit for what a Mini App is opened with, in characters of `A-Za-z0-9_-`. */
const MAX_APP_PAYLOAD_CHARS = 512;

/** What Telegram's names are made of. */
const NAME = {
  expected: "letters (A-Za-z), digits and underscores, and begin with a letter",
  first: /^[a-z]$/i,
  any: /^\w$/,
};

/** The beginning of every link to a bot. `botUsername` may carry its `@`. @throws {StartPayloadError} it is none */
export function botAddress(botUsername: string): string {
  const username = withoutAt(botUsername);
  checkName(username, {
    ...NAME,
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
    mostChars: START_PAYLOAD_CHARS.telegram,
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
    ...NAME,
    what: "A Mini App's short name",
    chars: [3, 30],
    mend: "Give the last part of the app's link at BotFather, or none for the bot's main Mini App.",
  });
}
