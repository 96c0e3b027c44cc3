import { isStartPayload } from "@bot-tracker/core";
import { checkInteger, shown } from "../support/check-number.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { ChatAction, NewCrowd, PersonAction } from "../wire/chat.ts";
import { MOST_CODE_CHARS } from "../wire/service-name.ts";
import { MOST_CHAT } from "./most-chat.ts";

const MAX_ID = Number.MAX_SAFE_INTEGER;
const MAX_CROWD = 200;
const MAX_CROWD_SECONDS = 600;
const KINDS = ["start", "say", "press", "contact", "pay", "block", "unblock"] as const;

/** @throws {SandboxError} that says what was expected and what came; so do the others. */
export function checkAction(given: unknown): ChatAction {
  const { bot, person, action } = objectOf("The body", given);
  return {
    bot: checkInteger("bot", bot, 1, MAX_ID),
    person: checkInteger("person", person, 1, MAX_ID),
    action: personAction(objectOf("action", action)),
  };
}

export function checkNewPerson(given: unknown): "en" | "ru" {
  return languageOf(objectOf("The body", given));
}

export function checkCrowd(given: unknown): Required<NewCrowd> {
  const body = objectOf("The body", given);
  const { people = 50, seconds = 10 } = body;
  return {
    bot: checkInteger("bot", body.bot, 1, MAX_ID),
    payload: payloadOf(body.payload),
    people: checkInteger("people", people, 1, MAX_CROWD),
    seconds: checkInteger("seconds", seconds, 1, MAX_CROWD_SECONDS),
    language: languageOf(body),
  };
}

function personAction(action: JsonObject): PersonAction {
  const kind = KINDS.find((each) => each === action.kind);
  switch (kind) {
    case "start":
      return { kind, payload: action.payload === undefined ? "" : payloadOf(action.payload) };
    case "say":
      return { kind, text: textToSay(action.text) };
    case "press":
      return {
        kind,
        messageId: checkInteger("messageId", action.messageId, 1, MAX_ID),
        row: checkInteger("row", action.row, 0, MOST_CHAT.buttons),
        column: checkInteger("column", action.column, 0, MOST_CHAT.buttons),
      };
    case "pay":
      return { kind, messageId: checkInteger("messageId", action.messageId, 1, MAX_ID) };
    case "contact":
    case "block":
    case "unblock":
      return { kind };
    case undefined:
      throw new SandboxError(`action.kind must be one of ${KINDS.join(", ")}, not ${shown(action.kind)}.`);
  }
}

function textToSay(text: unknown): string {
  if (typeof text === "string" && text.trim() !== "" && text.length <= MOST_CHAT.textChars) return text;
  const came = typeof text === "string" && text.length > 0 ? `${text.length} characters` : shown(text);
  throw new SandboxError(`text must have 1 to ${MOST_CHAT.textChars} characters and not be blank, not ${came}.`);
}

function payloadOf(payload: unknown): string {
  if (typeof payload === "string" && (payload === "" || isStartPayload(payload))) return payload;
  throw new SandboxError(
    `payload must have at most ${MOST_CODE_CHARS.telegram} characters of A-Za-z0-9_-, not ${shown(payload)}.`,
  );
}

function languageOf({ language = "en" }: JsonObject): "en" | "ru" {
  if (language === "en" || language === "ru") return language;
  throw new SandboxError(`language must be en or ru, not ${shown(language)}.`);
}

function objectOf(name: string, given: unknown): JsonObject {
  if (isJsonObject(given)) return given;
  throw new SandboxError(`${name} must be a JSON object.`);
}
