import type { Outcome } from "../../delivery/outcome.ts";
import type { SendContext } from "../../delivery/sender.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { Delivery } from "../../outbox/delivery.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import type { Destination, PlanContext } from "../destination.ts";
import { eventNameIn } from "../event-name-in.ts";
import { jsonHeaders } from "../json-headers.ts";
import type { Occurrence } from "../occurrence.ts";
import { senderIdentity } from "../sender-identity.ts";
import { TELEGRAM_SECRET_HEADER, telegramBody } from "./telegram-form.ts";
import { webhookBatch } from "./webhook-batch.ts";
import { checkWebhookOptions, type WebhookOptions } from "./webhook-options.ts";
import { webhookOutcome } from "./webhook-outcome.ts";
import { planTelegramForm, planWebhookNews, planWebhookUpdate } from "./webhook-plan.ts";
import { signWebhook, WEBHOOK_SIGNATURE_HEADER } from "./webhook-signature.ts";

const NEWS: ReadonlySet<Occurrence["kind"]> = new Set(["start", "stop", "event", "goal", "activity"]);
const NAMED: ReadonlySet<string> = new Set(["event", "goal"]);
const UPDATES: ReadonlySet<Occurrence["kind"]> = new Set(["start", "stop", "update"]);

/** Telegram posts the updates of a chat in their order, and so a receiver made for it may rely on that. */
const ONE_AFTER_ANOTHER = { concurrency: 1 };

const NO_UPDATE: Outcome = {
  kind: "rejected",
  reason: {
    code: "no-update",
    description:
      'it was recorded before webhook() got `form: "telegram"`, and is no update that Telegram could have posted',
  },
};

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
 * With `updates: true` and `form: "telegram"` each update is posted as Telegram itself would: alone, one after another,
 * with the header `X-Telegram-Bot-Api-Secret-Token` if there is a `secret`.
 *
 * @throws {TrackerConfigError} if an option is invalid.
 *
 * @example
 * createTracker({ destinations: [webhook({ url: "https://example.com/bot-events", secret: process.env.EVENTS_SECRET })] });
 */
export function webhook(options: WebhookOptions): Destination {
  const { url, secret, name, updates, form, batch, timeoutMs, headers, secrets, ownNowMs } = withOwnErrors(
    (problem) => new TrackerConfigError(`The options of webhook() cannot be used: ${problem}`),
    () => ({ ...checkWebhookOptions(options), ownNowMs: options.nowMs }),
  );
  const nowMs = ownNowMs ?? Date.now;

  return {
    name,
    accepts: updates ? UPDATES : NEWS,
    address: new URL(url).origin,
    ...(batch === undefined ? ONE_AFTER_ANOTHER : { batch }),
    secrets,
    get identity() {
      // A clock of one's own is nothing that could be compared.
      if (ownNowMs !== undefined) return undefined;
      return senderIdentity([url, secret, form, batch, timeoutMs, headers]);
    },

    plan: (occurrence: Occurrence, context: PlanContext) => {
      if (!updates) return planWebhookNews(occurrence, context);
      return form === "telegram" ? planTelegramForm(occurrence, context) : planWebhookUpdate(occurrence);
    },

    eventOf: ({ method, body }) => (NAMED.has(method) ? eventNameIn(body, ["event", "target"]) : undefined),

    async send(deliveries: readonly Delivery[], { http, signal }: SendContext): Promise<Outcome> {
      const body = form === "telegram" ? telegramBody(deliveries) : webhookBatch(deliveries);
      if (body === undefined) return NO_UPDATE;
      const request = { url, headers: { ...jsonHeaders(), ...headers, ...proof(body) }, body, timeoutMs };
      return webhookOutcome(await http.send(request, signal), secrets);
    },
  };

  /** What shows the receiver who sends it. */
  function proof(body: string): Record<string, string> {
    if (secret === undefined) return {};
    if (form === "telegram") return { [TELEGRAM_SECRET_HEADER]: secret };
    return { [WEBHOOK_SIGNATURE_HEADER]: signWebhook(body, secret, nowMs() / 1000) };
  }
}
