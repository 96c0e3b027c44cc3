/** What an outbox knew of a person who was purged from it. */
export interface ForgottenUser {
  /** Those that left as `purged`. */
  deliveries: number;
  /** Everything else: whether they started or blocked a bot, and the dedupe keys that name them. */
  remembered: number;
}
