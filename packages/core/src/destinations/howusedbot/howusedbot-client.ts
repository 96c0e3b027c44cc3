import { createTransport, type HttpDispatcher } from "../../delivery/http/create-transport.ts";
import type { HttpTransport } from "../../delivery/http/http-transport.ts";
import { HowUsedBotError } from "../../errors/howusedbot-error.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { Checked } from "../../support/checked.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import { numericId } from "../user-id.ts";
import type { HowUsedBotEvent } from "./howusedbot-event.ts";
import { howUsedBotFailure, onlineCount } from "./howusedbot-failure.ts";
import type { HowUsedBotReply } from "./howusedbot-reply.ts";
import { type HowUsedBotEndpoint, howUsedBotEndpoint, howUsedBotRequest } from "./howusedbot-request.ts";
import { eventBody, onlineBody } from "./howusedbot-wire.ts";

export interface HowUsedBotClientOptions {
  /** The bot's id: the digits before the colon of its token. */
  botId: string | number;
  /** The api token that @HowUsedBot shows under Tokens, not the view token. */
  apiToken: string;
  /** @default HowUsedBot's own address */
  url?: string;
  /** For one call, to the end of its answer. @default 10_000 */
  timeoutMs?: number;
  /** Sends the requests (a proxy, say): one of undici 6 or later. It is not closed by `close`. */
  dispatcher?: HttpDispatcher;
  /** Sends the requests in place of undici; it is not closed by `close`. */
  transport?: HttpTransport;
}

/**
 * HowUsedBot's API. A call is one request, at once: no queue, no second try (the tracker does those).
 *
 * Calls reject with a `HowUsedBotError` if HowUsedBot refuses or the call is invalid, and with a `TransportError` if
 * there was no usable answer. No error holds the token.
 */
export class HowUsedBotClient {
  readonly #endpoint: HowUsedBotEndpoint;
  readonly #botId: number;
  readonly #http: HttpTransport;
  readonly #ownsHttp: boolean;

  /** Throws a `TrackerConfigError` if an option is invalid. */
  constructor(options: HowUsedBotClientOptions) {
    const { endpoint, botId, transport, dispatcher } = withOwnErrors(
      (problem) => new TrackerConfigError(`HowUsedBotClient cannot use its options: ${problem}`),
      () => {
        const given = { ...options };
        return { ...given, endpoint: howUsedBotEndpoint(given), botId: numericId(given.botId, "HowUsedBot's botId") };
      },
    );
    // What came is not shown: a whole bot token is what is most often given here by mistake.
    if (!botId.ok) {
      throw new TrackerConfigError(
        "HowUsedBot's botId must be the bot's number: the digits before the colon of its token.",
      );
    }
    this.#endpoint = endpoint;
    this.#botId = botId.value;
    this.#ownsHttp = transport === undefined;
    this.#http = transport ?? createTransport({ dispatcher });
  }

  /** `requestType: event`: the person did something in the bot. */
  async sendEvent(params: HowUsedBotEvent): Promise<void> {
    await this.#send("event", () => eventBody(params));
  }

  /** `requestType: getOnline`: how many people used the bot within the last `seconds`, 1 to 600, default 120. */
  async getOnline(seconds?: number): Promise<number> {
    const count = onlineCount(await this.#send("getOnline", () => onlineBody(seconds)));
    if (typeof count === "number") return count;
    throw count;
  }

  /** Ends idle connections and aborts calls under way. */
  async close(): Promise<void> {
    if (this.#ownsHttp) await this.#http.close();
  }

  async #send(method: string, read: () => Checked<object>): Promise<Extract<HowUsedBotReply, { kind: "ok" }>> {
    const notSent = (description: string): HowUsedBotError =>
      new HowUsedBotError(method, { code: "howusedbot-not-sent", description });
    const body = withOwnErrors((problem) => notSent(`what it was given cannot be read: ${problem}`), read);
    if (!body.ok) throw notSent(body.message);
    const reply = await howUsedBotRequest(this.#endpoint, this.#botId, body.value, this.#http);
    if (reply.kind === "ok") return reply;
    throw howUsedBotFailure(method, reply);
  }
}
