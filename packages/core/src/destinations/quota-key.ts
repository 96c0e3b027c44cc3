/**
 * A hash that identifies a key without showing it, the same in every process, so all who spend the key share its quota.
 */
export function quotaKey(service: string, url: string, secret: string): string {
  // Loaded here because node:crypto takes about half the time in which a bot with the tracker may start.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(`${service}:${url}:${secret}`).digest("hex").slice(0, 16);
}
