import type { TelegramUser } from "@bot-tracker/telegram-simulator";

/** What a person does with their bot. Each but `pay` is one tap or one line in the messenger's app. */
export type Deed =
  /** From an ad link with this code; empty: found the bot without an ad. */
  | { kind: "start"; code: string }
  | { kind: "talk"; text: string }
  | { kind: "lesson" }
  | { kind: "phone"; number: string }
  | { kind: "checkout" }
  /** Pays the invoice from the checkout. */
  | { kind: "pay" }
  | { kind: "block" };

/** Something that a person plans to do. */
export interface PlannedDeed {
  person: TelegramUser;
  /** Milliseconds after the start. */
  atMs: number;
  deed: Deed;
}

/** Something that a person has done. */
export interface DoneDeed {
  userId: string;
  deed: Exclude<Deed, { kind: "pay" }> | { kind: "pay"; currency: string; totalAmount: number };
}
