import { createTransport, type HttpDispatcher } from "../../delivery/http/create-transport.ts";
import type { HttpTransport } from "../../delivery/http/http-transport.ts";
import { TgtrackError } from "../../errors/tgtrack-error.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import { type Checked, valid } from "../../support/checked.ts";
import { isError } from "../../support/is-error.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import { defaultStartMethod, StartMethodNames, type TgtrackStartMethod } from "./start-method.ts";
import { tgtrackFailure } from "./tgtrack-failure.ts";
import { platformProblem, type TgtrackPlatform } from "./tgtrack-platform.ts";
import type { TgtrackReply } from "./tgtrack-reply.ts";
import { isTgtrackMethod, type TgtrackEndpoint, tgtrackEndpoint, tgtrackRequest } from "./tgtrack-request.ts";
import type {
  TgtrackAccepted,
  TgtrackAnswer,
  TgtrackBotStarted,
  TgtrackBotStopped,
  TgtrackChatLink,
  TgtrackEvent,
  TgtrackGoal,
  TgtrackTokenInfo,
  TgtrackTransition,
  TgtrackUserInfo,
  TgtrackUserQuery,
  TgtrackUserStart,
} from "./tgtrack-types.ts";
import {
  bareLabels,
  botStartedBody,
  botStoppedBody,
  camelCased,
  chatLinkBody,
  eventBody,
  goalBody,
  updateBody,
  userQueryBody,
  userStartBody,
} from "./tgtrack-wire.ts";

export interface TgtrackClientOptions {
  /** The bot's key. It is part of the address that is called, so take it out of what a proxy or an APM records. */
  apiKey: string;
  /** @default "telegram" */
  platform?: TgtrackPlatform;
  /** The address before the key. @default TGTrack's own for the platform */
  url?: string;
  /** For one call, to the end of its answer. @default 10_000 */
  timeoutMs?: number;
  /** The name under which `userDidStartBot` is called first. @default `user_did_start_bot`; MAX: `user_id_start_bot` */
  startMethod?: TgtrackStartMethod;
  /** Sends the requests (a proxy, say): one of undici 6 or later. It is not closed by `close`. */
  dispatcher?: HttpDispatcher;
  /** Sends the requests in place of undici; it is not closed by `close`. */
  transport?: HttpTransport;
}

/**
 * TGTrack's API, one method each. A call is one request, at once: no queue, no quota, no second try (the tracker does
 * those). TGTrack allows 3 requests a second, 500 an hour and 5000 a day, reads included.
 *
 * Calls reject with a `TgtrackError` if TGTrack refuses (its `errorCode` says why; 409 means that it was recorded
 * before) or the call is invalid, and with a `TransportError` if there was no usable answer. No error holds the key.
 */
export class TgtrackClient {
  readonly #endpoint: TgtrackEndpoint;
  readonly #startMethods: StartMethodNames;
  readonly #http: HttpTransport;
  readonly #ownsHttp: boolean;

  /** Throws a `TrackerConfigError` if an option is invalid. */
  constructor(options: TgtrackClientOptions) {
    const { endpoint, startMethod, transport, dispatcher } = withOwnErrors(
      (problem) => new TrackerConfigError(`TgtrackClient cannot use its options: ${problem}`),
      () => {
        const given = { ...options };
        return { ...given, endpoint: tgtrackEndpoint(given) };
      },
    );
    const { platform } = endpoint;
    this.#endpoint = endpoint;
    this.#startMethods = new StartMethodNames(startMethod ?? defaultStartMethod(platform), platform);
    this.#ownsHttp = transport === undefined;
    this.#http = transport ?? createTransport({ dispatcher });
  }

  /** `on_telegram_webhook`, Telegram only: a start's or a block's update, exactly as Telegram sent it. */
  async onTelegramWebhook(update: object): Promise<TgtrackAccepted> {
    return this.#write("on_telegram_webhook", () => updateBody(update));
  }

  /** `my_bot_was_started`, Telegram only: somebody started the bot; TGTrack does not learn who. */
  async myBotWasStarted(params: TgtrackBotStarted): Promise<TgtrackAccepted> {
    return this.#write("my_bot_was_started", () => botStartedBody(params));
  }

  /** `my_bot_was_stopped`, Telegram only: the person blocked the bot. */
  async myBotWasStopped(params: TgtrackBotStopped): Promise<TgtrackAccepted> {
    return this.#write("my_bot_was_stopped", () => botStoppedBody(params));
  }

  /**
   * `user_did_start_bot` or, by another edition of the documentation, `user_id_start_bot`: this person started the
   * bot. If TGTrack does not know the one name, the other is tried once and kept.
   */
  async userDidStartBot(params: TgtrackUserStart): Promise<TgtrackAccepted> {
    const body = (): Checked<object> => userStartBody(params);
    const attempt = this.#startMethods.attempt();
    for (;;) {
      const { method } = attempt;
      const verdict = attempt.judge(await this.#send(method, body));
      if (!verdict.again) return accepted(successful(method, verdict.reply));
    }
  }

  /** `send_reach_goal`: the person reached a goal, within 21 days of their start. */
  async sendReachGoal(params: TgtrackGoal): Promise<TgtrackAccepted> {
    return this.#write("send_reach_goal", () => goalBody(params));
  }

  /** `add_event`: a step of the funnel, a sale, a cost. */
  async addEvent(params: TgtrackEvent): Promise<TgtrackAccepted> {
    return this.#write("add_event", () => eventBody({ ...params, labels: bareLabels(params.labels) }));
  }

  /** `get_user_info`: where the person came from, and when they joined and left. */
  async getUserInfo(params: TgtrackUserQuery): Promise<TgtrackUserInfo> {
    return this.#read("get_user_info", () => userQueryBody(params));
  }

  /** `get_user_last_transition`, MAX only. TGTrack refuses when there was none within 7 days. */
  async getUserLastTransition(params: TgtrackUserQuery): Promise<TgtrackTransition> {
    return this.#read("get_user_last_transition", () => userQueryBody(params));
  }

  /** `get_token_info`, MAX only: whether the key works and for which chat. */
  async getTokenInfo(): Promise<TgtrackTokenInfo> {
    return this.#read("get_token_info", () => valid({}));
  }

  /** `set_default_chat_link`, MAX only. */
  async setDefaultChatLink(params: TgtrackChatLink): Promise<TgtrackAccepted> {
    return this.#write("set_default_chat_link", () => chatLinkBody(params));
  }

  /**
   * Any method by its API name with its API body: those of the bot builders, or one added after this version. Nothing
   * is renamed or checked.
   *
   * @example
   * await client.call("sambot_on_tg_webhook", { webhook: update });
   */
  async call(method: string, body: object = {}): Promise<TgtrackAnswer> {
    const reply = successful(method, await this.#send(method, () => valid(body)));
    return { ...accepted(reply), ...(reply.data === undefined ? undefined : { data: reply.data }) };
  }

  /** Ends idle connections and aborts calls under way. */
  async close(): Promise<void> {
    if (this.#ownsHttp) await this.#http.close();
  }

  async #write(method: string, body: () => Checked<object>): Promise<TgtrackAccepted> {
    return accepted(successful(method, await this.#send(method, body)));
  }

  /** TGTrack's fields are all optional in `T`, and nothing is claimed about them beyond what it documents. */
  async #read<T extends object>(method: string, body: () => Checked<object>): Promise<T> {
    return camelCased(successful(method, await this.#send(method, body)).data) as T;
  }

  async #send(method: string, body: () => Checked<object>): Promise<TgtrackReply> {
    if (typeof method !== "string") throw notSent(typeof method, "a method's name is a string");
    if (!isTgtrackMethod(method)) throw notSent(method, "a method's name consists of letters, digits and _");
    const obstacle = platformProblem(this.#endpoint.platform, method);
    if (obstacle !== undefined) throw notSent(method, obstacle);
    const checked = withOwnErrors((problem) => notSent(method, `what it was given cannot be read: ${problem}`), body);
    if (!checked.ok) throw notSent(method, checked.message);
    return tgtrackRequest(this.#endpoint, method, jsonOf(method, checked.value), this.#http);
  }
}

function successful(method: string, reply: TgtrackReply): Extract<TgtrackReply, { kind: "ok" }> {
  if (reply.kind === "ok") return reply;
  throw tgtrackFailure(method, reply);
}

function accepted(reply: { mode?: string }): TgtrackAccepted {
  return reply.mode === undefined ? {} : { mode: reply.mode };
}

function jsonOf(method: string, body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw notSent(method, `its body cannot be written as JSON: ${isError(cause) ? cause.message : "unknown error"}`);
  }
}

function notSent(method: string, description: string): TgtrackError {
  return new TgtrackError(method, { code: "tgtrack-not-sent", description });
}
