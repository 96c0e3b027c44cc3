import type { MadeUpRequest } from "@bot-tracker/sandbox";
import type { TelegramUser } from "@bot-tracker/telegram-simulator";
import type { BotRole } from "../cast/bot-role.ts";

/** What a bot's tracker would have told the services of what somebody did. */
export interface BotRequests {
  start(person: TelegramUser, code: string, atMs: number): MadeUpRequest[];
  /** Mere activity. */
  use(person: TelegramUser, atMs: number): MadeUpRequest[];
  lesson(person: TelegramUser, atMs: number): MadeUpRequest[];
  goal(person: TelegramUser, target: string, atMs: number): MadeUpRequest[];
  /** In roubles; below zero is a refund. */
  payment(person: TelegramUser, amount: number, atMs: number): MadeUpRequest[];
  block(person: TelegramUser, atMs: number): MadeUpRequest[];
}

/** As the bot of this role reports, in its messenger. TGTrack has no stops in MAX, and HowUsedBot knows no bots there. */
export function botRequests(role: BotRole): BotRequests {
  const { key, messenger } = role;
  const isMax = messenger === "max";
  let updates = 0;
  const tell = (person: TelegramUser, method: string, fields: object, atMs: number): MadeUpRequest => ({
    atMs,
    service: isMax ? "tgtrack-max" : "tgtrack",
    key,
    method,
    body: { user_id: String(person.id), ...fields },
  });
  const count = (person: TelegramUser, event: string, atMs: number, params: object = {}): MadeUpRequest[] =>
    isMax
      ? []
      : [
          {
            atMs,
            service: "howusedbot",
            key,
            method: "event",
            body: { botId: Number.parseInt(role.token, 10), userId: person.id, event, ...params },
          },
        ];
  return {
    start: (person, code, atMs) => {
      const counted = count(person, "start", atMs, code === "" ? {} : { param_1: code });
      if (isMax)
        return [tell(person, "user_id_start_bot", { ...namesOf(person), start_value: code }, atMs), ...counted];
      updates += 1;
      return [
        {
          atMs,
          service: "tgtrack",
          key,
          method: "on_telegram_webhook",
          body: startUpdate(person, code, atMs, updates),
        },
        ...counted,
      ];
    },
    use: (person, atMs) => count(person, "common", atMs),
    lesson: (person, atMs) => [
      tell(
        person,
        "add_event",
        { event_type: "lesson", event_result: "success", labels: [{ name: "number", value: "1" }] },
        atMs,
      ),
      ...count(person, "common", atMs),
      ...count(person, "lesson", atMs),
    ],
    goal: (person, target, atMs) => [
      tell(person, "send_reach_goal", { target }, atMs),
      ...count(person, "common", atMs),
    ],
    payment: (person, amount, atMs) => [
      tell(
        person,
        "add_event",
        {
          event_type: "payment",
          amount,
          labels: [{ name: "currency", value: "RUB" }],
          ...(amount > 0 && { event_result: "success" }),
        },
        atMs,
      ),
      ...count(person, "payment", atMs, { param_1: "RUB" }),
    ],
    block: (person, atMs) =>
      isMax
        ? []
        : [
            tell(person, "my_bot_was_stopped", { date: Math.floor(atMs / 1_000) }, atMs),
            ...count(person, "stop", atMs),
          ],
  };
}

function namesOf({ first_name, last_name, username }: TelegramUser): object {
  return { first_name, ...(last_name !== undefined && { last_name }), ...(username !== undefined && { username }) };
}

function startUpdate(person: TelegramUser, code: string, atMs: number, number: number): Record<string, unknown> {
  return {
    update_id: number,
    message: {
      message_id: number,
      from: { ...person, is_bot: false },
      chat: { id: person.id, type: "private", ...namesOf(person) },
      date: Math.floor(atMs / 1_000),
      text: code === "" ? "/start" : `/start ${code}`,
      entities: [{ type: "bot_command", offset: 0, length: 6 }],
    },
  };
}
