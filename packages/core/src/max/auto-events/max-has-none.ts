import type { AutoEvent } from "../../intake/auto-event.ts";

/**
 * Stands in for an automatic event of Telegram's that MAX has no updates for, so that a bot moved over keeps its list
 * and its owner is told what is missing in it: nothing is reported, and one message says so at the first update.
 */
function hasNone(message: string): AutoEvent {
  return (_update, warn) => {
    warn?.(message);
    return [];
  };
}

/**
 * Reports nothing and says so: MAX takes no payments for bots (`@maxhub/max-bot-api` 0.3.1). What a payment service tells
 * the bot is reported by `tracker.trackEvent`.
 *
 * @example
 * tracker.trackEvent({ userId, event: "payment", amount: 1500, result: "success", key: paymentId });
 */
export function maxPayments(_options?: object): AutoEvent {
  return hasNone(
    "payments() reports nothing for a bot in MAX, which has no payments: no update ever tells of one. Report what your " +
      'payment service tells you, with tracker.trackEvent({ userId, event: "payment", amount, result: "success", key }), ' +
      "and take payments() out of autoEvents.",
  );
}

/** Reports nothing and says so: MAX has no subscriptions that people pay a bot for. */
export function maxSubscriptions(): AutoEvent {
  return hasNone(
    "subscriptions() reports nothing for a bot in MAX, which has no paid subscriptions: no update ever tells of one. " +
      "Take it out of autoEvents.",
  );
}
