import type { JsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";
import type { MethodContext } from "./method.ts";

const MAX_USERNAME = 100;

export function getTokenInfo(_body: JsonObject, context: MethodContext): object {
  const { key, memory } = context;
  return {
    token_date: Math.floor(key.createdAtMs / 1_000),
    is_valid: true,
    chat_id: key.chat?.id ?? 0,
    chat_title: key.chat?.title ?? "",
    url: memory.chatUrl,
  };
}

/** The four texts are TGTrack's own; their codes are not documented. */
export function setDefaultChatLink(body: JsonObject, context: MethodContext): undefined {
  const { url } = body;
  if (url === undefined || url === "") throw new Refusal(422, "url must be specified");
  const link = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (link === undefined || link.protocol !== "https:" || link.hostname !== "max.ru") {
    throw new Refusal(422, "invalid chat link, url must be a valid max link");
  }
  const username = link.pathname.split("/")[1] ?? "";
  if (username.length > MAX_USERNAME)
    throw new Refusal(422, `the chat username has more than ${MAX_USERNAME} characters`);
  if (username === "") throw new Refusal(422, "chat username not found in link");
  if (context.key.chat === null) throw new Refusal(405, "chat not found");
  context.memory.chatUrl = `https://max.ru/${username}`;
}
