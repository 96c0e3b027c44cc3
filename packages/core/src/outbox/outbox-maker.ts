import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxOwner } from "./outbox-owner.ts";

/** What a tracker tells an outbox that it has made for itself. */
export interface OutboxContext {
  /** Keeps bots apart that share a place, by its name. */
  owner: OutboxOwner;
  /** What is recorded for a sandbox must never go to the services. */
  isSandbox: boolean;
  ports: Ports;
  /** Says each thing once an hour at most, and never a secret. */
  messages: Pick<Messages, "warn" | "error" | "debug" | "forget" | "hide">;
  /** Opens the outbox that this tracker would have without a maker: its file, or memory where there can be none. */
  openLocal(): Outbox;
}

/** Given as a tracker's `outbox`: makes the outbox once the tracker knows whose it is. */
export interface OutboxMaker {
  /** Must throw only for invalid options. */
  makeOutbox(context: OutboxContext): Outbox;
}
