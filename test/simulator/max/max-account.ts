import { type Answer, refuse, succeed, succeeded } from "../../../packages/telegram-simulator/src/api/answer.ts";
import { type ApiParams, numberParam } from "../../../packages/telegram-simulator/src/api/params.ts";
import { SendFaults } from "../../../packages/telegram-simulator/src/api/send-faults.ts";
import { type ApiCall, CallLog } from "../../../packages/telegram-simulator/src/bot/call-log.ts";
import type { WebhookTiming } from "../../../packages/telegram-simulator/src/updates/webhook-pusher.ts";
import { GENEROUS } from "../../support/generous.ts";
import { dialogIdOf, type MaxPerson, type MaxPersonProfile, maxUserOf, simulateMaxPerson } from "./max-person.ts";
import { MaxUpdates } from "./max-updates.ts";

export interface MaxAccountOptions {
  token: string;
  id: number;
  username: string;
  webhookTiming: WebhookTiming;
  nowMs: () => number;
}

/** What MAX says of a send to somebody who has stopped the bot. */
export const SUSPENDED = { code: 403, description: "chat.denied: error.dialog.suspended" } as const;

/** One bot's account on the simulated server of MAX: its updates, the people it knows and everything it ever called. */
export class MaxAccount {
  readonly token: string;
  readonly id: number;
  readonly username: string;
  readonly updates: MaxUpdates;
  readonly log: CallLog = new CallLog(GENEROUS.timeoutMs);
  /** By the person's id, or a group's chat. */
  readonly faults: SendFaults = new SendFaults();
  readonly #nowMs: () => number;
  #lastMs = 0;
  readonly #people = new Map<number, MaxPerson>();
  #messages = 0;

  constructor({ token, id, username, webhookTiming, nowMs }: MaxAccountOptions) {
    this.token = token;
    this.id = id;
    this.username = username;
    this.#nowMs = nowMs;
    this.updates = new MaxUpdates({ webhookTiming, nowMs });
  }

  user(profile: MaxPersonProfile): MaxPerson {
    const known = this.#people.get(profile.id);
    if (known !== undefined) return known;
    const person = simulateMaxPerson(profile, {
      bot: { id: this.id, username: this.username },
      sendUpdate: (update) => this.updates.sendRaw(JSON.stringify(update)),
      nextMid: () => this.#nextMid(),
      nowMs: () => this.#nextMs(),
      refuseSends: () => this.faults.add(profile.id, SUSPENDED, {}),
      received: () => this.log.find((call) => call.chatId === profile.id && isDelivered(call)),
    });
    this.#people.set(profile.id, person);
    return person;
  }

  /** @param gone aborts when the client hangs up */
  call(method: string, params: ApiParams, gone: AbortSignal): Answer | Promise<Answer> {
    const chatId = recipientOf(params);
    const setAnswer = this.log.record({ method, params, chatId, atMs: this.#nowMs(), via: "http" });
    const keep = (answer: Answer): Answer => {
      setAnswer(answer);
      return answer;
    };
    const fault = chatId !== undefined && reachesChat(method) ? this.faults.next(chatId) : undefined;
    const answer = fault ?? this.#answer(method, params, gone);
    return answer instanceof Promise ? answer.then(keep) : keep(answer);
  }

  #answer(method: string, params: ApiParams, gone: AbortSignal): Answer | Promise<Answer> {
    switch (method) {
      case "GET me":
      case "PATCH me/commands":
        return succeed(maxUserOf({ id: this.id, first_name: this.username, username: this.username }, true));
      case "GET updates":
        return this.updates.getUpdates(params, gone);
      case "GET subscriptions":
        return this.updates.getSubscriptions();
      case "POST subscriptions":
        return this.updates.subscribe(params);
      case "DELETE subscriptions":
        return this.updates.unsubscribe(params.url);
      case "POST messages":
        return this.#send(params);
      case "PUT messages":
      case "DELETE messages":
      case "POST answers":
        return succeed({ success: true });
    }
    const [, chat, rest] = /^\w+ chats\/(-?\d+)(.*)$/.exec(method) ?? [];
    if (chat === undefined) return refuse(404, "not.found: Path /unknown is not recognized");
    return rest === "" ? this.#describeChat(Number(chat)) : succeed({ success: true });
  }

  #send(params: ApiParams): Answer {
    const { chat_id: chat, user_id: user, disable_link_preview: _preview, ...body } = params;
    if (chat === undefined && user === undefined) {
      return refuse(400, "proto.payload: Must specify user_id or chat_id");
    }
    const userId = user === undefined ? personIn(Number(chat)) : Number(user);
    return succeed({
      message: {
        sender: maxUserOf({ id: this.id, first_name: this.username, username: this.username }, true),
        recipient:
          userId === undefined
            ? { chat_id: Number(chat), chat_type: "chat" }
            : { chat_id: dialogIdOf(userId), chat_type: "dialog", user_id: userId },
        timestamp: this.#nowMs(),
        body: { mid: this.#nextMid(), seq: this.#messages, text: null, ...body },
      },
    });
  }

  #describeChat(chatId: number): Answer {
    const userId = personIn(chatId);
    const frame = { chat_id: chatId, status: "active", last_event_time: this.#nowMs(), participants_count: 2 };
    if (userId === undefined) return succeed({ ...frame, type: "chat", title: "A group", is_public: false });
    const profile = this.#people.get(userId)?.profile ?? { id: userId, first_name: "Somebody" };
    return succeed({ ...frame, type: "dialog", title: null, is_public: false, dialog_with_user: maxUserOf(profile) });
  }

  /** A person does one thing after another, and MAX tells such updates apart by nothing but their time. */
  #nextMs(): number {
    this.#lastMs = Math.max(this.#lastMs + 1, this.#nowMs());
    return this.#lastMs;
  }

  #nextMid(): string {
    this.#messages += 1;
    return `mid.${this.id.toString(16)}.${this.#messages.toString(16).padStart(8, "0")}`;
  }
}

/** People's ids in tests are small, and their dialogs' begin where `dialogIdOf` puts them. */
function personIn(chatId: number): number | undefined {
  const userId = chatId - dialogIdOf(0);
  return userId > 0 ? userId : undefined;
}

/** Whom a call reaches, by the person's id whichever way it names them; a group by its own. */
function recipientOf(params: ApiParams): number | undefined {
  if (params.user_id !== undefined) return numberParam(params, "user_id", 0);
  if (params.chat_id === undefined) return undefined;
  const chatId = numberParam(params, "chat_id", 0);
  return personIn(chatId) ?? chatId;
}

function reachesChat(method: string): boolean {
  return method === "POST messages" || method.endsWith("/actions");
}

function isDelivered({ method, answer }: ApiCall): boolean {
  return method === "POST messages" && answer !== undefined && succeeded(answer);
}
