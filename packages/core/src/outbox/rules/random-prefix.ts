/** Begins the ids of an outbox's deliveries, so that no two outboxes give the same one. */
export function randomPrefix(): string {
  // Loaded here because node:crypto takes about half the time in which a bot with the tracker may start.
  return process.getBuiltinModule("node:crypto").randomBytes(6).toString("hex");
}
