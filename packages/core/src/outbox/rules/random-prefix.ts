import { nodeModule } from "../../support/node-module.ts";

const BYTES = 6;

/** Begins the ids of an outbox's deliveries, so that no two outboxes give the same one. */
export function randomPrefix(): string {
  // The global `crypto` takes Node several times as long to load.
  const node = nodeModule("node:crypto");
  if (node !== undefined) return node.randomBytes(BYTES).toString("hex");
  return [...crypto.getRandomValues(new Uint8Array(BYTES))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
