import { type Answer, succeed, succeeded } from "../api/answer.ts";
import { answerStateless, reachesChat } from "../api/api-methods.ts";
import { type ApiParams, chatIdOf } from "../api/params.ts";
import { type BotProfile, privateChat, type TelegramChat, type TelegramUser } from "../api/profiles.ts";
import { SendFaults } from "../api/send-faults.ts";
import { type SimulatedUser, simulateUser } from "../people/simulated-user.ts";
import { UpdateDelivery } from "../updates/update-delivery.ts";
import type { WebhookTiming } from "../updates/webhook-pusher.ts";
import { type ApiCall, CallLog } from "./call-log.ts";

export interface SimulatedBotOptions {
  token: string;
  profile: BotProfile;
  allowedUpdates: readonly string[];
  webhookTiming: WebhookTiming;
  waitTimeoutMs: number;
  nowMs: () => number;
}

/** One bot's account on the simulated server: its updates, the people it knows and everything it ever called. */
export class SimulatedBot {
  readonly token: string;
  readonly profile: BotProfile;
  readonly updates: UpdateDelivery;
  readonly log: CallLog;
  readonly faults: SendFaults = new SendFaults();
  readonly #nowMs: () => number;
  readonly #users = new Map<number, SimulatedUser>();
  #messageCount = 0;

  constructor({ token, profile, allowedUpdates, webhookTiming, waitTimeoutMs, nowMs }: SimulatedBotOptions) {
    this.token = token;
    this.profile = profile;
    this.log = new CallLog(waitTimeoutMs);
    this.#nowMs = nowMs;
    this.updates = new UpdateDelivery({
      allowedUpdates,
      webhookTiming,
      waitTimeoutMs,
      nowMs,
      onWebhookReply: (method, params) => void this.call(method, params, "webhook-reply", new AbortController().signal),
    });
  }

  user(profile: TelegramUser): SimulatedUser {
    const known = this.#users.get(profile.id);
    if (known !== undefined) return known;
    const user = simulateUser(profile, {
      bot: this.profile,
      sendUpdate: (content) => this.updates.send(content),
      nextMessageId: () => this.nextMessageId(),
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
   */
  call(method: string, params: ApiParams, via: ApiCall["via"], gone: AbortSignal): Answer | Promise<Answer> {
    const chatId = chatIdOf(params);
    const setAnswer = this.log.record({ method, params, chatId, atMs: this.#nowMs(), via });
    const keep = (answer: Answer): Answer => {
      setAnswer(answer);
      return answer;
    };
    const fault = chatId !== undefined && reachesChat(method) ? this.faults.next(chatId) : undefined;
    const answer = fault ?? this.#answer(method, params, gone);
    return answer instanceof Promise ? answer.then(keep) : keep(answer);
  }

  nextMessageId(): number {
    this.#messageCount += 1;
    return this.#messageCount;
  }

  nowSeconds(): number {
    return Math.floor(this.#nowMs() / 1000);
  }

  chatOf(id: number | string): TelegramChat | undefined {
    const user = typeof id === "number" ? this.#users.get(id) : undefined;
    return user && privateChat(user.profile);
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
