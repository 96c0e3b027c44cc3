import { type Answer, succeed, succeeded } from "../api/answer.ts";
import { answerStateless, reachesChat } from "../api/api-methods.ts";
import { type ApiParams, chatIdOf } from "../api/params.ts";
import { type BotProfile, checkUser, privateChat, type TelegramChat, type TelegramUser } from "../api/profiles.ts";
import type { SecretRedaction } from "../api/redact-secrets.ts";
import { SendFaults } from "../api/send-faults.ts";
import type { BotEvent } from "../feed/simulator-event.ts";
import { Person } from "../people/person.ts";
import type { SimulatedUser } from "../people/simulated-user.ts";
import type { KeptBytes } from "../support/kept-bytes.ts";
import { UpdateDelivery } from "../updates/update-delivery.ts";
import type { WebhookTiming } from "../updates/webhook-pusher.ts";
import { type ApiCall, CallLog, messagesOf } from "./call-log.ts";

export interface BotAccountOptions {
  profile: BotProfile;
  allowedUpdates: readonly string[];
  webhookTiming: WebhookTiming;
  waitTimeoutMs: number;
  /** The first id of an update, a message and a query. */
  firstId: number;
  kept: KeptBytes;
  redaction: SecretRedaction;
  nowMs: () => number;
  tell: (event: BotEvent) => void;
}

/** So many people can a bot know; each takes some hundred bytes. */
const MAX_PEOPLE = 50_000;

/** One bot's account on the simulated server: its updates, the people it knows and what it called. */
export class BotAccount {
  readonly profile: BotProfile;
  readonly updates: UpdateDelivery;
  readonly log: CallLog;
  readonly faults: SendFaults = new SendFaults();
  readonly #redaction: SecretRedaction;
  readonly #tell: (event: BotEvent) => void;
  readonly #nowMs: () => number;
  readonly #users = new Map<number, Person>();
  #nextMessageId: number;
  #nextQueryId: number;
  #getUpdatesCount = 0;

  constructor(options: BotAccountOptions) {
    const { profile, waitTimeoutMs, firstId, kept, redaction, nowMs, tell } = options;
    this.profile = profile;
    this.log = new CallLog(waitTimeoutMs, kept);
    this.#redaction = redaction;
    this.#nowMs = nowMs;
    this.#nextMessageId = firstId;
    this.#nextQueryId = firstId;
    this.#tell = tell;
    this.updates = new UpdateDelivery({
      allowedUpdates: options.allowedUpdates,
      webhookTiming: options.webhookTiming,
      waitTimeoutMs,
      firstUpdateId: firstId,
      kept,
      nowMs,
      tell: (event) => tell(redaction.redact(event)),
      onWebhookReply: (method, params) => this.#callByReply(method, params),
    });
  }

  get getUpdatesCount(): number {
    return this.#getUpdatesCount;
  }

  /** @throws RangeError if there can be no such person */
  user(profile: TelegramUser): SimulatedUser {
    const known = this.#users.get(profile.id);
    if (known !== undefined) return known;
    checkUser(profile);
    if (this.#users.size >= MAX_PEOPLE) throw new RangeError(`Expected at most ${MAX_PEOPLE} people of one bot.`);
    const user = new Person(profile, {
      bot: this.profile,
      sendUpdate: (content) => this.updates.send(content),
      nextMessageId: () => this.nextMessageId(),
      nextQueryId: () => this.#nextQueryId++,
      nowSeconds: () => this.nowSeconds(),
      refuseSends: () => this.faults.add(profile.id, { code: 403 }, {}),
      received: () => this.log.find((call) => call.chatId === profile.id && isReceived(call)),
    });
    this.#users.set(profile.id, user);
    return user;
  }

  /**
   * Carries out one call. Only a long poll answers later than in the turn it came in, so whoever waits for another
   * call finds it answered.
   *
   * @param gone aborts when the client hangs up
   * @throws RangeError for parameters that are nested too deep
   */
  call(method: string, params: ApiParams, via: ApiCall["via"], gone: AbortSignal): Answer | Promise<Answer> {
    const chatId = chatIdOf(params);
    const shown = this.#redaction.redactParams(params);
    const setAnswer = this.log.record({
      method: this.#redaction.redact(method),
      params: shown,
      chatId: this.#redaction.redact(chatId),
      atMs: this.#nowMs(),
      via,
    });
    if (method.toLowerCase() === "getupdates") this.#getUpdatesCount += 1;
    const keep = (answer: Answer): Answer => {
      const call = setAnswer(this.#redaction.redact(answer));
      this.#tell({ kind: "call", call });
      return answer;
    };
    const fault = chatId !== undefined && reachesChat(method) ? this.faults.next(chatId) : undefined;
    const answer = fault ?? this.#answer(method, params, gone);
    return answer instanceof Promise ? answer.then(keep) : keep(answer);
  }

  nextMessageId(): number {
    return this.#nextMessageId++;
  }

  nowSeconds(): number {
    return Math.floor(this.#nowMs() / 1000);
  }

  profileOf(userId: number): TelegramUser | undefined {
    return this.#users.get(userId)?.profile;
  }

  messageOf(chatId: number | string, messageId: number): object | undefined {
    const sent = this.log.find((call) => call.chatId === chatId).flatMap(messagesOf);
    return sent.findLast((message) => message.message_id === messageId);
  }

  chatOf(id: number | string): TelegramChat | undefined {
    const profile = typeof id === "number" ? this.profileOf(id) : undefined;
    return profile && privateChat(profile);
  }

  #callByReply(method: string, params: ApiParams): void {
    try {
      void this.call(method, params, "webhook-reply", new AbortController().signal);
    } catch {
      // Nested too deep. Nobody waits for the outcome of such a call, and the update is taken all the same.
    }
  }

  #answer(method: string, params: ApiParams, gone: AbortSignal): Answer | Promise<Answer> {
    switch (method.toLowerCase()) {
      case "getme":
        return succeed(this.profile);
      case "getupdates":
        return this.updates.getUpdates(params, gone);
      case "setwebhook":
        return this.updates.setWebhook(params);
      case "deletewebhook":
        return this.updates.deleteWebhook(params);
      case "getwebhookinfo":
        return this.updates.getWebhookInfo();
      default:
        return answerStateless(method, params, this);
    }
  }
}

function isReceived(call: ApiCall): boolean {
  const isDelivery = reachesChat(call.method) && !/^(sendchataction|sendmessagedraft|edit)/i.test(call.method);
  return isDelivery && call.answer !== undefined && succeeded(call.answer);
}
