import { createHash } from "node:crypto";
import type { Sandbox } from "../../../packages/sandbox/src/index.ts";
import { call, callHowUsedBot, NOON, type Reply, read } from "../sandbox-test.ts";

export type Query = Readonly<Record<string, string | number | readonly string[]>>;

/** Asks the page's API, and fails where it is not answered with 200. */
export async function ask<Answer>(sandbox: Sandbox, path: string, query: Query = {}): Promise<Answer> {
  const { status, body } = await get(sandbox, path, query);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
  return body as Answer;
}

export function get({ url }: Sandbox, path: string, query: Query = {}): Promise<Reply> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each));
  }
  return read(`${url}/api/page/${path}?${parameters}`, {});
}

/** The id by which the page's API names a key. */
export function idOfKey(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

/** What a bot tells, one call a deed. Times are seconds before noon. */
export function botOf(sandbox: Sandbox, { key = "sandbox", token = "sandbox" } = {}) {
  let updateId = 0;
  const from = (userId: number, name: string) => ({ id: userId, is_bot: false, first_name: name });
  return {
    starts: (userId: number, payload = "", secondsBefore = 0, name = `Person ${userId}`) => {
      const chat = { id: userId, type: "private" };
      const text = payload === "" ? "/start" : `/start ${payload}`;
      const message = { message_id: ++updateId, date: NOON - secondsBefore, chat, from: from(userId, name), text };
      return call(sandbox, "on_telegram_webhook", { update_id: updateId, message }, { key });
    },
    stops: (userId: number, secondsBefore = 0) =>
      call(sandbox, "my_bot_was_stopped", { user_id: String(userId), date: NOON - secondsBefore }, { key }),
    reaches: (userId: number, target: string) =>
      call(sandbox, "send_reach_goal", { user_id: String(userId), target }, { key }),
    tells: (userId: number, event_type: string, more: object = {}) =>
      call(sandbox, "add_event", { user_id: String(userId), event_type, ...more }, { key }),
    uses: (userId: number, event = "common", params: object = {}) =>
      callHowUsedBot(sandbox, { botId: 7, apiToken: token, requestType: "event", event, userId, ...params }),
  };
}
