import type { Delivery } from "../../outbox/delivery.ts";
import { RAW_UPDATE_METHOD } from "./webhook-plan.ts";

/** The header in which Telegram sends what `setWebhook` was given as `secret_token`. */
export const TELEGRAM_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";

/**
 * A request's body as Telegram writes it: the update alone, in its exact text. Undefined for what is no update, which
 * an outbox may still hold from before the form was changed.
 */
export function telegramBody([delivery]: readonly Delivery[]): string | undefined {
  return delivery?.method === RAW_UPDATE_METHOD ? delivery.body : undefined;
}
