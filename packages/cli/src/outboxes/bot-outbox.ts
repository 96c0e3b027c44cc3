import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  MaybePromise,
  QuotaHealth,
  QuotaLimits,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";
import type { ForgottenUser } from "@bot-tracker/core/outbox-kit";

/** Where a bot's deliveries are kept: a file, or Redis. */
export interface BotOutbox {
  /** As the tracker names it: the bot's id, `max-` and an id or a digest of the token of a MAX bot, or `default`. */
  bot: string;
  /** Whether it holds what a bot recorded with BOT_TRACKER_SANDBOX set, which never goes to a service. */
  sandbox: boolean;
  place: OutboxPlace;
  /** @throws it cannot be used; see `outboxProblem` */
  open(): MaybePromise<OpenOutbox>;
}

/** `address`: host, port and database. */
export type OutboxPlace = { kind: "file"; path: string } | { kind: "redis"; address: string };

/** An outbox opened from outside, whether its bots are running or not. Every method may throw as `open` does. */
export interface OpenOutbox {
  ledger(): Ledger;
  oldestPendingAt(destination: string): number | undefined;
  quotaHealth(limits: QuotaLimits, nowMs: number): MaybePromise<QuotaHealth[]>;
  takeSlot(limits: QuotaLimits, steadyMs: number): MaybePromise<SlotGrant>;
  endSlot(slot: string, end: RequestEnd, steadyMs: number): MaybePromise<void>;
  deadLetters(filter: DeadLetterFilter): MaybePromise<readonly DeadLetter[]>;
  retryDead(id: string, nowMs: number, body?: string): MaybePromise<boolean>;
  dropDead(id: string): MaybePromise<boolean>;
  purgeUser(userId: string): MaybePromise<PurgeResult>;
  close(): void;
}

export interface PurgeResult extends ForgottenUser {
  /** Where something of the person may still stand, and how to mend that, each a sentence. */
  left: readonly string[];
}

/** How output names the bot: `7000000001`, or `7000000001 (sandbox)`. */
export function ownerOf({ bot, sandbox }: Pick<BotOutbox, "bot" | "sandbox">): string {
  return sandbox ? `${bot} (sandbox)` : bot;
}

/** Opens an outbox for as long as `task` takes. @throws it cannot be used; see `outboxProblem` */
export async function withOutbox<T>(outbox: BotOutbox, task: (opened: OpenOutbox) => MaybePromise<T>): Promise<T> {
  const opened = await outbox.open();
  try {
    return await task(opened);
  } finally {
    opened.close();
  }
}
