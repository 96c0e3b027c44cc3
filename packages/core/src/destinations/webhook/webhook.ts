import type { Outcome } from "../../delivery/outcome.ts";
import type { SendContext } from "../../delivery/sender.ts";
import type { Delivery } from "../../outbox/delivery.ts";
import type { Destination, PlanContext } from "../destination.ts";
import { eventNameIn } from "../event-name-in.ts";
import { jsonHeaders } from "../json-headers.ts";
import type { Occurrence } from "../occurrence.ts";
import { senderIdentity } from "../sender-identity.ts";
import { webhookBatch } from "./webhook-batch.ts";
import { checkWebhookOptions, type WebhookOptions } from "./webhook-options.ts";
import { webhookOutcome } from "./webhook-outcome.ts";
import { planWebhookNews, planWebhookUpdate } from "./webhook-plan.ts";
import { signWebhook, WEBHOOK_SIGNATURE_HEADER } from "./webhook-signature.ts";

const NEWS: ReadonlySet<Occurrence["kind"]> = new Set(["start", "stop", "event", "goal", "activity"]);
const NAMED: ReadonlySet<string> = new Set(["event", "goal"]);
const UPDATES: ReadonlySet<Occurrence["kind"]> = new Set(["start", "stop", "update"]);

/**
 * Sends everything to an address of your own: batches posted as a JSON array, whose elements are `WebhookElement`s,
 * each with an id. With a `secret` the header `Bot-Tracker-Signature` is `t=<unix seconds>,v1=<hex HMAC-SHA256 of
 * "t.body">`, which `verifyWebhookSignature` checks.
 *
 * The receiver answers 2xx once it has the batch. It may see an element twice, after an answer that got lost, and
 * knows it by its id. It may see batches out of order. Another 4xx says that something in the batch is wrong: the batch is
 * sent again in halves until the culprit is found, which is then put among the dead letters; the rest arrives. 401 and
 * 403 keep everything until the receiver accepts the signature; any other failure is tried again later.
 *
 * Starts, stops and goals are kept for 21 days, events and raw updates for 7, activity for an hour.
 *
 * @throws {TrackerConfigError} if an option is invalid.
 *
 * @example
 * createTracker({ destinations: [webhook({ url: "https://example.com/bot-events", secret: process.env.EVENTS_SECRET })] });
 */
export function webhook(options: WebhookOptions): Destination {
  const { url, secret, name, batch, timeoutMs, headers, secrets } = checkWebhookOptions(options);
  const nowMs = options.nowMs ?? Date.now;
  const updates = options.updates === true;

  return {
    name,
    accepts: updates ? UPDATES : NEWS,
    address: new URL(url).origin,
    batch,
    secrets,
    get identity() {
      // A clock of one's own is nothing that could be compared.
      if (options.nowMs !== undefined) return undefined;
      return senderIdentity([url, secret, batch, timeoutMs, headers]);
    },

    plan: (occurrence: Occurrence, context: PlanContext) =>
      updates ? planWebhookUpdate(occurrence) : planWebhookNews(occurrence, context.nowMs),

    eventOf: ({ method, body }) => (NAMED.has(method) ? eventNameIn(body, ["event", "target"]) : undefined),

    async send(deliveries: readonly Delivery[], { http, signal }: SendContext): Promise<Outcome> {
      const body = webhookBatch(deliveries);
      const signature =
        secret === undefined ? undefined : { [WEBHOOK_SIGNATURE_HEADER]: signWebhook(body, secret, nowMs() / 1000) };
      const request = { url, headers: { ...jsonHeaders(), ...headers, ...signature }, body, timeoutMs };
      return webhookOutcome(await http.send(request, signal), secrets);
    },
  };
}
