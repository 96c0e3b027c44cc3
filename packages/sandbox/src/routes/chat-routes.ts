import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { checkAction, checkCrowd, checkNewPerson } from "../chat/check-chat.ts";
import type { ChatRooms } from "../chat/open-chat.ts";
import { Queries } from "../database/queries.ts";
import { KeyLookup } from "../keys/key-lookup.ts";
import { withoutKeys } from "../keys/without-keys.ts";
import { chatPerson, chatReport, NO_CHAT } from "../reports/chat.ts";
import { conversationReport } from "../reports/conversation.ts";
import { rowParts } from "../reports/row-parts.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { jsonBodyOf } from "./json-body-of.ts";
import { parametersOf } from "./parameters-of.ts";

const NO_TELEGRAM = "This sandbox was started without a Telegram.";
const MAX_ID = Number.MAX_SAFE_INTEGER;

/** The sandbox's own Telegram, for the view Chat; the types in `wire/chat.ts` say what each request takes and gives. */
export function addChatRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  state: SandboxState,
  rooms: ChatRooms | undefined,
): void {
  app.use("/api/chat/*", async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
  });
  if (rooms === undefined) {
    app.get("/api/chat", (context) => context.json(NO_CHAT));
    app.all("/api/chat/*", (context) => context.json({ error: NO_TELEGRAM }, 404));
    return;
  }
  const { chat, crowd } = rooms;
  const queries = new Queries(state.store.db);
  const keys = new KeyLookup(queries);
  // People and bots have numbers here, so that a text of digits may be a key.
  const hide = (text: string) => state.store.redaction.shown(text, "", Number.POSITIVE_INFINITY);
  const shown = <Reply>(reply: Reply) => withoutKeys(reply, hide);

  app.get("/api/chat", (context) => {
    const bot = parametersOf(context).wholeNumber("bot", 1, MAX_ID);
    return context.json(shown(chatReport(chat, crowd, bot)));
  });
  app.get("/api/chat/conversation", (context) => {
    const parameters = parametersOf(context);
    const bot = parameters.wholeNumber("bot", 1, MAX_ID) ?? 0;
    const person = parameters.wholeNumber("person", 1, MAX_ID) ?? 0;
    const reply = conversationReport(chat, queries, { bot, person }, rowParts(state, queries, keys));
    if (reply !== undefined) return context.json(shown(reply));
    return context.json({ error: "There is no such person: everything was reset, or there were too many." }, 404);
  });
  app.post("/api/chat/people", async (context) => {
    const person = chat.people.make(checkNewPerson(await jsonBodyOf(context)));
    state.changes.chatChanged();
    return context.json(chatPerson(chat, person, null), 201);
  });
  app.post("/api/chat/actions", async (context) => {
    chat.act(checkAction(await jsonBodyOf(context)));
    return context.body(null, 204);
  });
  app.post("/api/chat/crowd", async (context) => {
    return context.json(shown(crowd.begin(checkCrowd(await jsonBodyOf(context)))), 201);
  });
  app.delete("/api/chat/crowd", (context) => {
    crowd.cancel();
    return context.body(null, 204);
  });
}
