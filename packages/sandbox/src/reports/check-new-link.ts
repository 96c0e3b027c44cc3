import { shown } from "../support/check-number.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { NewLink } from "../wire/links.ts";

const UTM_FIELDS = ["source", "medium", "campaign", "content", "term"] as const;
/** TGTrack's own bound. */
const MAX_NAME = 99;
const MAX_UTM = 200;
const CODE = /^[A-Za-z0-9_-]{1,64}$/;
const USERNAME = /^[A-Za-z][A-Za-z0-9_]{3,31}$/;

/** @throws {SandboxError} that names the field, what was expected and what came. */
export function checkNewLink(value: unknown): NewLink {
  if (!isJsonObject(value)) throw unfit("A link", 'an object such as { "name": "Summer sale" }', value);
  const { code } = value;
  const name = typeof value.name === "string" ? value.name.trim() : "";
  if (name === "" || [...name].length > MAX_NAME) {
    throw unfit("A link's name", `a string of 1 to ${MAX_NAME} characters`, value.name);
  }
  if (code !== undefined && !(typeof code === "string" && CODE.test(code))) {
    throw unfit("A link's code", "1 to 64 characters of A-Z a-z 0-9 _ -, as Telegram allows in a start link", code);
  }
  return {
    name,
    ...(value.bot !== undefined && value.bot !== "" && { bot: usernameOf(value.bot) }),
    ...(code !== undefined && { code }),
    ...(value.utm !== undefined && { utm: utmOf(value.utm) }),
  };
}

function usernameOf(bot: unknown): string {
  const username = typeof bot === "string" ? bot.replace(/^@/, "") : "";
  if (USERNAME.test(username)) return username;
  throw unfit("A link's bot", "a username: 4 to 32 letters, digits and _, the first one a letter", bot);
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
