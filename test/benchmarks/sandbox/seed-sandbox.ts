import type { DatabaseSync } from "node:sqlite";
import { keyIdOf, shortenKey } from "../../../packages/sandbox/src/keys/key-labels.ts";
import type { Fact } from "../../../packages/sandbox/src/store/fact.ts";
import { BOT_ID, type MadeUpMonth } from "./made-up-month.ts";

export const TGTRACK_KEY = "benchmark-tgtrack-key";
export const HOWUSEDBOT_TOKEN = "benchmark-howusedbot-token";

const HEADERS = JSON.stringify({
  host: "127.0.0.1:8790",
  connection: "keep-alive",
  "content-type": "application/json",
  accept: "application/json",
  "user-agent": "bot-tracker/1.0",
  "content-length": "423",
});

/** Puts a month into a sandbox's tables as if it had arrived: every fact, and the requests of the newest of them. */
export function seedSandbox(db: DatabaseSync, month: MadeUpMonth, requests: number): void {
  db.exec("BEGIN");
  const addKey = db.prepare("INSERT INTO keys (hash, label) VALUES (?, ?) RETURNING id");
  const keyRow = (key: string) => Number(addKey.get(keyIdOf(key), shortenKey(key))?.id);
  const keys = { tgtrack: keyRow(TGTRACK_KEY), "tgtrack-max": 0, howusedbot: keyRow(HOWUSEDBOT_TOKEN) };

  const addLink = db.prepare(
    "INSERT INTO links (code, name, bot, utm_source, utm_campaign, made_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  for (const { code, name } of month.links) addLink.run(code, name, "benchmark_bot", "yandex", code, 0);

  const addFact = db.prepare(
    "INSERT INTO facts (at, arrived_at, service, key, bot_id, kind, user_id, name, standing, source, goal, goal_passed, " +
      "result, amount, param_1, param_2, param_3, labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const fact of month.facts) {
    const { goalPassed, params, labels } = fact;
    addFact.run(
      fact.at,
      fact.arrivedAt,
      fact.service,
      keys[fact.service],
      fact.botId ?? null,
      fact.kind,
      fact.userId ?? null,
      fact.name,
      fact.standing ?? null,
      fact.source,
      fact.goal ?? null,
      goalPassed === undefined ? null : Number(goalPassed),
      fact.result ?? null,
      fact.amount ?? null,
      params?.[0] ?? null,
      params?.[1] ?? null,
      params?.[2] ?? null,
      labels === undefined ? null : JSON.stringify(labels),
    );
  }

  const addPerson = db.prepare(
    "INSERT INTO people (service, key, user_id, first_name, last_name, username, first_join_at, last_join_at, left_at, " +
      "first_source, transition_at, transition_source, last_start_method, last_start_at, last_seen_at) " +
      "VALUES ('tgtrack', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'on_telegram_webhook', ?, ?)",
  );
  const addUser = db.prepare("INSERT INTO people (service, key, user_id, last_seen_at) VALUES ('howusedbot', ?, ?, ?)");
  for (const person of month.people) {
    const { userId, firstName, lastName, username, source, startedAt, lastUsedAt } = person;
    addPerson.run(
      keys.tgtrack,
      userId,
      firstName,
      lastName,
      username,
      startedAt,
      person.lastJoinAt,
      person.leftAt,
      source,
      source === "" ? null : startedAt,
      source === "" ? null : source,
      person.lastStartAt,
      person.lastSeenAt,
    );
    if (lastUsedAt !== null) addUser.run(keys.howusedbot, userId, lastUsedAt);
  }

  const addRequest = db.prepare(
    "INSERT INTO requests (at, service, key, method, user_id, headers, body, status, error_code, error_description, " +
      "accepted, warnings, doubled_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const names = new Map(month.people.map((person) => [person.userId, person]));
  for (const [index, fact] of month.facts.slice(Math.max(0, month.facts.length - requests)).entries()) {
    const { method, body } = requestOf(fact, index, names.get(fact.userId ?? "")?.firstName ?? "");
    const isRefused = index % 50 === 7;
    const isDoubled = fact.kind === "start" && index % 400 === 3;
    const warnings = isDoubled
      ? ["Doubled start: my_bot_was_started has reported a start within the last minute."]
      : [];
    addRequest.run(
      fact.arrivedAt,
      fact.service,
      keys[fact.service],
      method,
      fact.userId ?? null,
      HEADERS,
      JSON.stringify(body),
      isRefused ? 429 : 200,
      isRefused ? 429 : null,
      isRefused ? "Too many requests" : null,
      isRefused ? 0 : 1,
      JSON.stringify(warnings),
      Number(isDoubled),
    );
  }
  db.exec("COMMIT");
}

/** The request that such a fact comes from, as the tracker sends it. */
function requestOf(fact: Fact, index: number, firstName: string): { method: string; body: object } {
  const { kind, name, userId, at, params } = fact;
  const from = {
    id: Number(userId),
    is_bot: false,
    first_name: firstName,
    username: `user_${userId}`,
    language_code: "ru",
  };
  const chat = { id: Number(userId), first_name: firstName, username: `user_${userId}`, type: "private" };
  const date = Math.floor(at / 1_000);
  switch (kind) {
    case "start": {
      const text = fact.source === "" ? "/start" : `/start ${fact.source}`;
      const entities = [{ offset: 0, length: 6, type: "bot_command" }];
      return {
        method: "on_telegram_webhook",
        body: { update_id: index, message: { message_id: index, from, chat, date, text, entities } },
      };
    }
    case "stop": {
      const user = { id: BOT_ID, is_bot: true, first_name: "Benchmark", username: "benchmark_bot" };
      const change = {
        chat,
        from,
        date,
        old_chat_member: { user, status: "member" },
        new_chat_member: { user, status: "kicked", until_date: 0 },
      };
      return { method: "on_telegram_webhook", body: { update_id: index, my_chat_member: change } };
    }
    case "goal":
      return { method: "send_reach_goal", body: { user_id: userId, target: name } };
    case "event": {
      const { result, amount, goal, labels } = fact;
      return {
        method: "add_event",
        body: {
          user_id: userId,
          event_type: name,
          event_result: result,
          date,
          amount,
          conversion_target: goal,
          labels,
        },
      };
    }
    case "use":
      return {
        method: "event",
        body: {
          botId: BOT_ID,
          // As the file has it: the key itself is never written there.
          apiToken: shortenKey(HOWUSEDBOT_TOKEN),
          requestType: "event",
          event: name,
          userId: Number(userId),
          param_1: params?.[0],
          param_2: params?.[1],
          param_3: params?.[2],
        },
      };
  }
}
