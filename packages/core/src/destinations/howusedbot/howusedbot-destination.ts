import type { Outcome } from "../../delivery/outcome.ts";
import type { ReadAnswer } from "../../delivery/read-queue.ts";
import type { SendContext } from "../../delivery/sender.ts";
import { HowUsedBotError } from "../../errors/howusedbot-error.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { QuotaWindow } from "../../outbox/rules/quota.ts";
import type { BotIdentity } from "../../support/bot-identity.ts";
import { hiddenSecrets } from "../../support/secrets/hidden-secrets.ts";
import type { Destination } from "../destination.ts";
import { eventNameIn } from "../event-name-in.ts";
import { parseJsonObject } from "../json-answer.ts";
import type { Occurrence } from "../occurrence.ts";
import { quotaKey } from "../quota-key.ts";
import { senderIdentity } from "../sender-identity.ts";
import { checkQuotaLimits } from "../service-options.ts";
import { numericId } from "../user-id.ts";
import { howUsedBotFailure, onlineCount } from "./howusedbot-failure.ts";
import { howUsedBotOutcome } from "./howusedbot-outcome.ts";
import { planHowUsedBot } from "./howusedbot-plan.ts";
import type { HowUsedBotReply } from "./howusedbot-reply.ts";
import { howUsedBotEndpoint, howUsedBotRequest } from "./howusedbot-request.ts";
import { onlineBody } from "./howusedbot-wire.ts";

export interface HowUsedBotDestinationOptions {
  /** The api token that @HowUsedBot shows under Tokens, not the view token. */
  apiToken: string;
  /** The bot's id. Omitted: the one the bot turns out to have; nothing is sent before it is known. */
  botId?: string | number;
  /** Names its rows in the outbox. @default "howusedbot" */
  name?: string;
  /** @default HowUsedBot's own address */
  url?: string;
  /** Whether any activity in a private chat is reported as the event `common`. @default true */
  common?: boolean;
  /** The event to report a goal as; undefined for none. @default goals are not reported */
  mapGoal?: (target: string) => string | undefined;
  /** True for a start payload that is a secret: such a start is reported without it. */
  ignorePayload?: (payload: string) => boolean;
  /** HowUsedBot documents no limits. @default 5 a second */
  limits?: readonly QuotaWindow[];
  /** For one request, to the end of its answer. @default 10_000 */
  timeoutMs?: number;
}

/** A destination that can also be asked. */
export interface HowUsedBotDestination extends Destination {
  /** `getOnline` (seconds 1 to 600, default 120), with what the answer means for the token. Never rejects. */
  online(seconds: number | undefined, context: SendContext): Promise<ReadAnswer<number>>;
}

const DEFAULT_LIMITS: readonly QuotaWindow[] = [{ limit: 5, perMs: 1000 }];

const NO_BOT_ID =
  "HowUsedBot needs the bot's id, which is not known yet. Pass the bot to the tracker, or set HOWUSEDBOT_BOT_ID.";

/** Sends attendance to HowUsedBot. Throws a `TrackerConfigError` if an option is invalid. */
export function createHowUsedBotDestination(options: HowUsedBotDestinationOptions): HowUsedBotDestination {
  const endpoint = howUsedBotEndpoint(options);
  const ownBotId = options.botId === undefined ? undefined : readBotId(options.botId);
  if (options.botId !== undefined && ownBotId === undefined) {
    // What came is not shown: a whole bot token is what is most often given here by mistake.
    throw new TrackerConfigError(
      "HowUsedBot's botId must be the bot's number: the digits before the colon of its token.",
    );
  }
  const rules = {
    common: options.common ?? true,
    mapGoal: options.mapGoal ?? (() => undefined),
    ignorePayload: options.ignorePayload ?? (() => false),
  };
  const accepts = new Set<Occurrence["kind"]>(["start", "stop", "event"]);
  if (rules.common) accepts.add("activity");
  if (options.mapGoal !== undefined) accepts.add("goal");
  const botIdOf = (bot: BotIdentity | undefined): number | undefined =>
    ownBotId ?? (bot?.id === undefined ? undefined : readBotId(bot.id));

  const request = async (fields: object, { http, bot, signal }: SendContext): Promise<HowUsedBotReply> => {
    const botId = botIdOf(bot);
    if (botId === undefined) return { kind: "unavailable", description: NO_BOT_ID, request: "never-sent" };
    return howUsedBotRequest(endpoint, botId, fields, http, signal);
  };

  return {
    name: options.name ?? "howusedbot",
    accepts,
    address: new URL(endpoint.url).origin,
    get identity() {
      return senderIdentity([endpoint, ownBotId, options.limits]);
    },
    quota: {
      key: quotaKey("howusedbot", endpoint.url, endpoint.apiToken),
      windows: checkQuotaLimits("HowUsedBot's limits", options.limits ?? DEFAULT_LIMITS),
    },
    secrets: hiddenSecrets([endpoint.apiToken]),

    plan: (occurrence) => planHowUsedBot(occurrence, rules),

    eventOf: ({ body }) => eventNameIn(body, ["event"]),

    notReady: (bot) => (botIdOf(bot) === undefined ? NO_BOT_ID : undefined),

    async send([delivery], context): Promise<Outcome> {
      if (delivery === undefined) return { kind: "delivered" };
      // Somebody may have edited it among the dead letters.
      const body = parseJsonObject(delivery.body);
      if (body === undefined) {
        return { kind: "rejected", reason: { code: "corrupt", description: "its body is not a JSON object" } };
      }
      return howUsedBotOutcome(await request(body, context));
    },

    async online(seconds, context) {
      const body = onlineBody(seconds);
      if (!body.ok) return refusedRead(body.message);
      const reply = await request(body.value, context);
      const outcome = howUsedBotOutcome(reply);
      const answer = reply.kind === "ok" ? onlineCount(reply) : howUsedBotFailure("getOnline", reply);
      if (typeof answer === "number") return { outcome, kind: "value", value: answer };
      return { outcome, kind: "error", error: answer };
    },
  };
}

/** A question that makes no sense is not asked. */
function refusedRead(description: string): ReadAnswer<number> {
  const error = new HowUsedBotError("getOnline", { code: "howusedbot-not-sent", description });
  return { outcome: { kind: "rejected", reason: { code: error.code, description } }, kind: "error", error };
}

function readBotId(id: string | number): number | undefined {
  const checked = numericId(id, "botId");
  return checked.ok ? checked.value : undefined;
}
