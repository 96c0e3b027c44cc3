import { shown } from "../support/check-number.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { NewLink } from "../wire/links.ts";
import { MESSENGER_NAMES, type MessengerName, MOST_CODE_CHARS } from "../wire/service-name.ts";

const UTM_FIELDS = ["source", "medium", "campaign", "content", "term"] as const;
/** TGTrack's own bound. */
const MAX_NAME = 99;
const MAX_UTM = 200;
const CODE = /^[A-Za-z0-9_-]+$/;
const USERNAMES = {
  telegram: {
    fits: /^[A-Za-z][A-Za-z0-9_]{3,31}$/,
    wanted: "a username: 4 to 32 letters, digits and _, the first one a letter",
  },
  max: { fits: /^[\w-]{1,64}$/, wanted: "a username of MAX: 1 to 64 letters, digits, _ and -" },
} as const;

/** @throws {SandboxError} that names the field, what was expected and what came. */
export function checkNewLink(value: unknown): NewLink {
  if (!isJsonObject(value)) throw unfit("A link", 'an object such as { "name": "Summer sale" }', value);
  const { code } = value;
  const name = typeof value.name === "string" ? value.name.trim() : "";
  if (name === "" || [...name].length > MAX_NAME) {
    throw unfit("A link's name", `a string of 1 to ${MAX_NAME} characters`, value.name);
  }
  const messenger = messengerIn(value.messenger);
  const most = MOST_CODE_CHARS[messenger];
  if (code !== undefined && !(typeof code === "string" && CODE.test(code) && code.length <= most)) {
    throw unfit("A link's code", `1 to ${most} characters of A-Z a-z 0-9 _ -, as a start link carries`, code);
  }
  return {
    name,
    ...(value.bot !== undefined && value.bot !== "" && { bot: usernameOf(value.bot, messenger) }),
    ...(messenger !== "telegram" && { messenger }),
    ...(code !== undefined && { code }),
    ...(value.utm !== undefined && { utm: utmOf(value.utm) }),
  };
}

function messengerIn(given: unknown): MessengerName {
  const messenger = MESSENGER_NAMES.find((name) => name === (given ?? "telegram"));
  if (messenger !== undefined) return messenger;
  throw unfit("A link's messenger", `one of ${MESSENGER_NAMES.join(", ")}`, given);
}

function usernameOf(bot: unknown, messenger: MessengerName): string {
  const { fits, wanted } = USERNAMES[messenger];
  const username = typeof bot === "string" ? bot.replace(/^@/, "") : "";
  if (fits.test(username)) return username;
  throw unfit("A link's bot", wanted, bot);
}

function utmOf(utm: unknown): NonNullable<NewLink["utm"]> {
  if (!isJsonObject(utm)) throw unfit("A link's utm", `an object of ${UTM_FIELDS.join(", ")}`, utm);
  const fields: NonNullable<NewLink["utm"]> = {};
  for (const name of UTM_FIELDS) {
    const value = textOf(name, utm);
    if (value !== "") fields[name] = value;
  }
  return fields;
}

function textOf(name: string, utm: JsonObject): string {
  const value = utm[name] ?? "";
  if (typeof value === "string" && value.length <= MAX_UTM) return value.trim();
  throw unfit(`A link's utm.${name}`, `a string of at most ${MAX_UTM} characters`, value);
}

function unfit(subject: string, wanted: string, came: unknown): SandboxError {
  return new SandboxError(`${subject} must be ${wanted}; got ${came === undefined ? "nothing" : shown(came)}.`);
}
