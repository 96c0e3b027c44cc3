import type { ReadAnswer } from "../../delivery/read-queue.ts";
import type { SendContext } from "../../delivery/sender.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { QuotaWindow } from "../../outbox/rules/quota.ts";
import { hiddenSecrets } from "../../support/secrets/hidden-secrets.ts";
import type { Destination } from "../destination.ts";
import { eventNameIn } from "../event-name-in.ts";
import type { Occurrence } from "../occurrence.ts";
import { quotaKey } from "../quota-key.ts";
import { senderIdentity } from "../sender-identity.ts";
import { checkQuotaLimits } from "../service-options.ts";
import { serviceOutcome } from "../service-outcome.ts";
import {
  defaultStartMethod,
  isStartMethod,
  type StartAttempt,
  StartMethodNames,
  type TgtrackStartMethod,
} from "./start-method.ts";
import { tgtrackFailure } from "./tgtrack-failure.ts";
import { planTgtrack, type TgtrackIntegration, type TgtrackPlanRules } from "./tgtrack-plan.ts";
import type { TgtrackPlatform } from "./tgtrack-platform.ts";
import { tgtrackEndpoint, tgtrackRequest } from "./tgtrack-request.ts";
import type { TgtrackTransition, TgtrackUserInfo } from "./tgtrack-types.ts";
import { camelCased } from "./tgtrack-wire.ts";

export interface TgtrackDestinationOptions {
  apiKey: string;
  /** Names its rows in the outbox. @default "tgtrack" */
  name?: string;
  /** The address before the key. @default TGTrack's own for the platform */
  url?: string;
  /** On `max` starts go by the user method whatever `integration` says, and stops cannot. @default "telegram" */
  platform?: TgtrackPlatform;
  /** Your own calls are sent in every mode. @default "full" */
  integration?: TgtrackIntegration;
  /** The name of the user method to begin with. @default `user_did_start_bot`; MAX: `user_id_start_bot` */
  startMethod?: TgtrackStartMethod;
  /** For one request, to the end of its answer. @default 10_000 */
  timeoutMs?: number;
  /** The key's limits. @default 3 a second, 500 an hour, 5000 a day */
  limits?: readonly QuotaWindow[];
  /** True for a start payload that is a secret: such a start is reported without it, even in `full`. */
  ignorePayload?: (payload: string) => boolean;
  /** True for an update to be forwarded although it is neither a start nor a stop. @default none is */
  forward?: (update: object) => boolean;
  /** After a lost answer to a goal or a sale: `resend` (it may count twice) or `never` (it may not count). */
  lostGoalAnswer?: "resend" | "never";
}

/** A destination that can also be asked. */
export interface TgtrackDestination extends Destination {
  /** `get_user_info`, with what the answer means for the key. Never rejects. */
  userInfo(userId: string, context: SendContext): Promise<ReadAnswer<TgtrackUserInfo>>;
  /** `get_user_last_transition`, which TGTrack has for MAX bots only. Never rejects. */
  lastTransition(userId: string, context: SendContext): Promise<ReadAnswer<TgtrackTransition>>;
}

/** TGTrack's documented limits of a key. */
const DEFAULT_LIMITS: readonly QuotaWindow[] = [
  { limit: 3, perMs: 1000 },
  { limit: 500, perMs: 3_600_000 },
  { limit: 5000, perMs: 86_400_000 },
];

const EVENT_METHODS: ReadonlySet<string> = new Set(["add_event", "send_reach_goal"]);

const INTEGRATIONS: readonly unknown[] = ["full", "limited", "minimal"];

/** Sends starts, stops, events and goals to TGTrack. Throws a `TrackerConfigError` if an option is invalid. */
export function createTgtrackDestination(options: TgtrackDestinationOptions): TgtrackDestination {
  const endpoint = tgtrackEndpoint(options);
  const { platform, apiKey, url } = endpoint;
  const integration = options.integration ?? "full";
  if (!INTEGRATIONS.includes(integration)) {
    throw new TrackerConfigError('integration must be "full", "limited" or "minimal".');
  }
  if (platform === "max" && integration === "minimal") {
    throw new TrackerConfigError(
      'integration "minimal" cannot be kept for a MAX bot: TGTrack has no method there for a start without the person. ' +
        'Leave it out, or give "limited".',
    );
  }
  const startMethod = options.startMethod ?? defaultStartMethod(platform);
  const startMethods = new StartMethodNames(startMethod, platform);
  /** By delivery: a start that TGTrack did not know under one name and that is to be sent under the next. */
  const attempts = new Map<string, StartAttempt>();
  const rules: TgtrackPlanRules = {
    platform,
    integration,
    startMethod,
    ignorePayload: options.ignorePayload ?? (() => false),
    forward: options.forward ?? (() => false),
    lostGoalAnswer: options.lostGoalAnswer ?? "resend",
  };
  const accepts = new Set<Occurrence["kind"]>(["start", "stop", "event", "goal"]);
  if (options.forward !== undefined) accepts.add("update");

  /** TGTrack's fields are all optional in `T`. */
  const ask = async <T extends object>(
    method: string,
    userId: string,
    { http, signal }: SendContext,
  ): Promise<ReadAnswer<T>> => {
    const reply = await tgtrackRequest(endpoint, method, JSON.stringify({ user_id: userId }), http, signal);
    const outcome = serviceOutcome(reply);
    if (reply.kind === "ok") return { outcome, kind: "value", value: camelCased(reply.data) as T };
    return { outcome, kind: "error", error: tgtrackFailure(method, reply) };
  };

  return {
    name: options.name ?? "tgtrack",
    accepts,
    address: new URL(url).origin,
    get identity() {
      return senderIdentity([endpoint, startMethod, options.limits]);
    },
    quota: {
      key: quotaKey("tgtrack", url, apiKey),
      windows: checkQuotaLimits("TGTrack's limits", options.limits ?? DEFAULT_LIMITS),
    },
    secrets: hiddenSecrets([apiKey]),

    plan: (occurrence) => planTgtrack(occurrence, rules),

    // Any other body may be a whole update.
    eventOf: ({ method, body }) =>
      EVENT_METHODS.has(method) ? eventNameIn(body, ["event_type", "target"]) : undefined,

    async send(deliveries, { http, signal }) {
      const delivery = deliveries[0];
      if (delivery === undefined) return { kind: "delivered" };
      if (!isStartMethod(delivery.method)) {
        return serviceOutcome(await tgtrackRequest(endpoint, delivery.method, delivery.body, http, signal));
      }
      const attempt = attempts.get(delivery.id) ?? startMethods.attempt();
      const verdict = attempt.judge(await tgtrackRequest(endpoint, attempt.method, delivery.body, http, signal));
      if (verdict.again) attempts.set(delivery.id, attempt);
      else attempts.delete(delivery.id);
      return verdict.again ? { kind: "again" } : serviceOutcome(verdict.reply);
    },

    userInfo: (userId, context) => ask("get_user_info", userId, context),

    lastTransition: (userId, context) => ask("get_user_last_transition", userId, context),
  };
}
